"""What a council says of its gains, and when: forward look, mid-year update, backward look and their later
forms, as layouts kept in rows; narratives, versions, signatures, and the evidence that goes with them."""

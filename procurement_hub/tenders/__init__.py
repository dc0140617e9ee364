"""Tenders: the public competition for places on a framework. Criteria and questions, questions
and answers, sealed bids and their opening. Below it: accounts to frameworks."""

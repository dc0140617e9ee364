"""Evaluation: from opened bids to an award that can be explained. Interests, scores given alone,
agreed scores, price scores, ranking, recommendation, assessment summaries and the award notice.
Below it: accounts to tenders."""

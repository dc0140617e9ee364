"""The verbs of a tender, in the order in which they happen."""

from procurement_hub.tenders.content import BidContent as BidContent
from procurement_hub.tenders.content import plain_tiers as plain_tiers
from procurement_hub.tenders.services.bidding import stand as stand
from procurement_hub.tenders.services.bidding import stop_standing as stop_standing
from procurement_hub.tenders.services.bidding import submit_bid as submit_bid
from procurement_hub.tenders.services.bidding import withdraw_bid as withdraw_bid
from procurement_hub.tenders.services.clarifications import answer_question as answer_question
from procurement_hub.tenders.services.clarifications import ask_question as ask_question
from procurement_hub.tenders.services.drafting import reopen_part as reopen_part
from procurement_hub.tenders.services.drafting import save_answer as save_answer
from procurement_hub.tenders.services.drafting import save_prices as save_prices
from procurement_hub.tenders.services.drafting import share_out as share_out
from procurement_hub.tenders.services.following import follow as follow
from procurement_hub.tenders.services.following import notify_followers as notify_followers
from procurement_hub.tenders.services.following import remind_followers as remind_followers
from procurement_hub.tenders.services.following import tell_followers as tell_followers
from procurement_hub.tenders.services.following import unfollow as unfollow
from procurement_hub.tenders.services.opening import open_bids as open_bids
from procurement_hub.tenders.services.opening import start_opening as start_opening
from procurement_hub.tenders.services.opening import unseal_prices as unseal_prices
from procurement_hub.tenders.services.publishing import NewCriterion as NewCriterion
from procurement_hub.tenders.services.publishing import NewQuestion as NewQuestion
from procurement_hub.tenders.services.publishing import extend_deadline as extend_deadline
from procurement_hub.tenders.services.publishing import publish_tender as publish_tender

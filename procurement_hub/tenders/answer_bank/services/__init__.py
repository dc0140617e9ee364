"""The verbs of the answer bank: keeping answers, and bringing them into a bid."""

from procurement_hub.tenders.answer_bank.given import Given as Given
from procurement_hub.tenders.answer_bank.given import given_in as given_in
from procurement_hub.tenders.answer_bank.services.keeping import change as change
from procurement_hub.tenders.answer_bank.services.keeping import delete as delete
from procurement_hub.tenders.answer_bank.services.keeping import keep as keep
from procurement_hub.tenders.answer_bank.services.using import fill_in as fill_in
from procurement_hub.tenders.answer_bank.services.using import put_back as put_back
from procurement_hub.tenders.answer_bank.services.using import use as use

"""Every table of the product, in the order of the areas: for the application, migrations and tests."""

from procurement_hub.core import audit as audit  # isort: skip
from procurement_hub.core import documents as documents
from procurement_hub.core import outbox as outbox

from procurement_hub.accounts import models as accounts  # isort: skip
from procurement_hub.approved_lists import models as approved_lists
from procurement_hub.calloffs import models as calloffs
from procurement_hub.catalogue import models as catalogue
from procurement_hub.demand import models as demand
from procurement_hub.evaluation import models as evaluation
from procurement_hub.exclusions import models as exclusions
from procurement_hub.frameworks import models as frameworks
from procurement_hub.savings import models as savings
from procurement_hub.statements import models as statements
from procurement_hub.suppliers import models as suppliers
from procurement_hub.targets import models as targets
from procurement_hub.tenders import addenda as addenda
from procurement_hub.tenders import health as health
from procurement_hub.tenders import interest as interest
from procurement_hub.tenders import models as tenders
from procurement_hub.tenders.answer_bank import models as answer_bank

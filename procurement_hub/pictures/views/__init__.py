"""Pages of pictures: of a council's year by the question asked of it, of one item, and of the region."""

from procurement_hub.pictures.views import council as council
from procurement_hub.pictures.views import region as region
from procurement_hub.pictures.views.blueprint import blueprint as blueprint

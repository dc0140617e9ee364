"""A file of an opened bid, decrypted on its way to whoever evaluates it."""

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.keys import ring
from procurement_hub.evaluation import queries
from procurement_hub.evaluation.queries.attachments import attachment_for
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.tenders import chunks
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_pieces
from procurement_hub.web.session import actor
from procurement_hub.web.uploads import store


@blueprint.route("/<int:tender_id>/bids/<int:bid_id>/files/<file_id>")
@access(Permission.READ_EVALUATION)
def attachment(tender_id: int, bid_id: int, file_id: str):
    file, name = attachment_for(queries.evaluation_for(actor(), tender_id), bid_id, file_id)
    key = ring().unwrap(file.wrapped_key, file.file_id.encode())
    return send_pieces(
        chunks.verified(store(), file.file_id, key, file.sha256), name, file.media_type, file.size
    )

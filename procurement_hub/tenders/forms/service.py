"""Stopping the service on purpose."""

from procurement_hub.web.forms import HubForm, MomentField, TextAreaField


class MaintenanceForm(HubForm):
    starts_at = MomentField("From", noun="The beginning", hint="UK time. For example, 27 3 2027, 10pm")
    ends_at = MomentField("To", noun="The end", hint="UK time, 12 hours later at most.")
    reason = TextAreaField(
        "What is done", hint="Everybody can read it.", rows=3, missing="Enter what is done"
    )

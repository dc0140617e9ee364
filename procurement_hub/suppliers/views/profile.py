"""The supplier's own profile: who it is, how large, and what else it keeps here."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.forms import ProfileForm
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/profile")
@access(Permission.KEEP_PROFILE)
def profile():
    supplier = queries.own_supplier(actor())
    today = uk_date(now())
    return render_template(
        "suppliers/profile.html",
        supplier=supplier,
        contacts=queries.contacts_of(actor().organisation_id),
        persons=queries.connected_persons_of(actor().organisation_id),
        states=[piece.evidence.state(today) for piece in queries.wallet(actor(), actor().organisation_id)],
        years=queries.years_of(actor().organisation_id),
    )


@blueprint.route("/profile/change", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def change_profile():
    supplier = queries.own_supplier(actor())
    kept, organisation = supplier.profile, supplier.organisation
    form = ProfileForm(
        company_number=kept.company_number,
        charity_number=kept.charity_number,
        ppon=organisation.ppon,
        address=organisation.address,
        website=kept.website,
        staff=kept.staff,
        turnover=kept.turnover,
        balance_sheet=kept.balance_sheet,
        vcse=None if kept.vcse is None else "yes" if kept.vcse else "no",
    )
    if form.validate_on_submit():
        with form.refusals():
            with transaction("describe_supplier", actor=actor(), now=now()):
                described = services.describe(
                    actor=actor(),
                    now=now(),
                    organisation=organisation,
                    details=services.Details(
                        company_number=form.company_number.data,
                        charity_number=form.charity_number.data,
                        ppon=form.ppon.data,
                        address=form.address.data,
                        website=form.website.data,
                        staff=form.staff.data,
                        turnover=form.turnover.data,
                        balance_sheet=form.balance_sheet.data,
                        vcse=form.vcse.data == "yes",
                    ),
                )
                size = described.size
            flash(f"The profile is saved.{_said_of(size)}")
            return redirect(url_for("suppliers.profile"))
    return render_form("suppliers/change_profile.html", form=form)


def _said_of(size) -> str:
    if size is None:
        return ""
    return f" By your figures you are a {size.value} enterprise{', an SME' if size.sme else ''}."

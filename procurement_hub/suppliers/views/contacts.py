"""Contacts by role, and connected persons: added and removed one at a time."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.forms import ConnectedPersonForm, ContactForm
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/contacts", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def contacts():
    organisation = queries.own_supplier(actor()).organisation
    form = ContactForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("add_contact", actor=actor(), now=now()):
                services.add_contact(
                    actor=actor(),
                    now=now(),
                    organisation=organisation,
                    role=form.role.data,
                    name=form.name.data,
                    email=form.email.data,
                    phone=form.phone.data,
                )
            flash(f"{form.name.data} is a contact for {form.role.data.value}.")
            return redirect(url_for("suppliers.contacts"))
    found = queries.contacts_of(actor().organisation_id)
    return render_form("suppliers/contacts.html", form=form, contacts=found, act=ActForm(formdata=None))


@blueprint.post("/contacts/<int:contact_id>/remove")
@access(Permission.KEEP_PROFILE)
def remove_contact(contact_id: int):
    organisation = queries.own_supplier(actor()).organisation
    if ActForm().validate_on_submit():
        with transaction("remove_contact", actor=actor(), now=now()):
            services.remove_contact(
                actor=actor(), now=now(), organisation=organisation, contact_id=contact_id
            )
        flash("The contact is removed.")
    return redirect(url_for("suppliers.contacts"))


@blueprint.route("/connected-persons", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def connected_persons():
    organisation = queries.own_supplier(actor()).organisation
    form = ConnectedPersonForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("add_connected_person", actor=actor(), now=now()):
                services.add_connected_person(
                    actor=actor(),
                    now=now(),
                    organisation=organisation,
                    name=form.name.data,
                    connection=form.connection.data,
                    birth_month=form.birth_month.data,
                    birth_year=form.birth_year.data,
                )
            flash(f"{form.name.data} is on the list.")
            return redirect(url_for("suppliers.connected_persons"))
    persons = queries.connected_persons_of(actor().organisation_id)
    return render_form(
        "suppliers/connected_persons.html", form=form, persons=persons, act=ActForm(formdata=None)
    )


@blueprint.post("/connected-persons/<int:person_id>/remove")
@access(Permission.KEEP_PROFILE)
def remove_connected_person(person_id: int):
    organisation = queries.own_supplier(actor()).organisation
    if ActForm().validate_on_submit():
        with transaction("remove_connected_person", actor=actor(), now=now()):
            services.remove_connected_person(
                actor=actor(), now=now(), organisation=organisation, person_id=person_id
            )
        flash("They are removed from the list.")
    return redirect(url_for("suppliers.connected_persons"))

"""Webhooks: who is told of what, what was sent, and sending it again."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.blueprints.settings import bp
from app.blueprints.settings.webhook_forms import EVENT_WORDS, MESSAGE_WORDS, STATE_WORDS, WebhookForm
from app.db import db, transaction
from app.errors import Conflict, Invalid, Stale
from app.models import Webhook
from app.queries import webhooks as queries
from app.queries.paging import Wanted
from app.services import webhooks
from app.vocabulary import DeliveryState, Permission
from app.web.access import current_actor, requires
from app.web.lists import page_number
from app.web.stores import visible_stores
from app.web.toasts import flash_change, flash_error, flash_success

_PER_PAGE = 25


@bp.get("/webhooks")
@requires(Permission.MANAGE_WEBHOOKS)
def webhook_list() -> ResponseReturnValue:
    rows = queries.all_webhooks(db.session())
    return render_template("settings/webhooks.html", webhooks=rows, words=EVENT_WORDS, store_names=_store_names())


@bp.get("/webhooks/new")
@requires(Permission.MANAGE_WEBHOOKS)
def new_webhook() -> ResponseReturnValue:
    return render_template("settings/webhook_new.html", form=_offered(WebhookForm()))


@bp.post("/webhooks/new")
@requires(Permission.MANAGE_WEBHOOKS)
def create_webhook() -> ResponseReturnValue:
    form = _offered(WebhookForm())
    if form.validate():
        try:
            wanted = form.wanted()
            with transaction() as session:
                row, secret, _change_id = webhooks.create(session, current_actor(), wanted)
                webhook_id = row.id
            return _secret_page(webhook_id, secret)
        except Invalid as error:
            form.add(error)
        except Conflict as error:
            form.form_errors.append(error.message)
    return render_template("settings/webhook_new.html", form=form), 422


@bp.get("/webhooks/<int:webhook_id>")
@requires(Permission.MANAGE_WEBHOOKS)
def webhook(webhook_id: int) -> ResponseReturnValue:
    row = webhooks.find(db.session(), webhook_id=webhook_id)
    return _page(row, _offered(WebhookForm(formdata=None, obj=row)))


@bp.post("/webhooks/<int:webhook_id>")
@requires(Permission.MANAGE_WEBHOOKS)
def save_webhook(webhook_id: int) -> ResponseReturnValue:
    webhooks.find(db.session(), webhook_id=webhook_id)
    form, status = _offered(WebhookForm()), 422
    if form.validate():
        try:
            wanted, version = form.wanted(), form.version.data
            with transaction() as session:
                change_id = webhooks.update(session, current_actor(), wanted, webhook_id=webhook_id, version=version)
        except Invalid as error:
            form.add(error)
        except Stale as error:
            form.form_errors.append(error.message)
            status = error.status
        else:
            flash_change(_("The webhook was saved."), change_id)
            return redirect(url_for("settings.webhook", webhook_id=webhook_id))
    return _page(webhooks.find(db.session(), webhook_id=webhook_id), form, status)


@bp.post("/webhooks/<int:webhook_id>/secret")
@requires(Permission.MANAGE_WEBHOOKS)
def renew_webhook_secret(webhook_id: int) -> ResponseReturnValue:
    with transaction() as session:
        secret = webhooks.renew_secret(session, current_actor(), webhook_id=webhook_id, version=_seen_version())
    return _secret_page(webhook_id, secret)


@bp.post("/webhooks/<int:webhook_id>/delete")
@requires(Permission.MANAGE_WEBHOOKS)
def delete_webhook(webhook_id: int) -> ResponseReturnValue:
    with transaction() as session:
        change_id = webhooks.remove(session, current_actor(), webhook_id=webhook_id, version=_seen_version())
    flash_change(_("The webhook was deleted."), change_id)
    return redirect(url_for("settings.webhook_list"))


@bp.post("/webhooks/<int:webhook_id>/ping")
@requires(Permission.MANAGE_WEBHOOKS)
def ping_webhook(webhook_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            webhooks.ping(session, current_actor(), webhook_id=webhook_id)
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(_("The test message is on its way. Reload in a moment to see how it went."))
    return redirect(url_for("settings.webhook", webhook_id=webhook_id))


@bp.post("/webhooks/<int:webhook_id>/deliveries/<int:delivery_id>/resend")
@requires(Permission.MANAGE_WEBHOOKS)
def resend_webhook_delivery(webhook_id: int, delivery_id: int) -> ResponseReturnValue:
    try:
        with transaction() as session:
            webhooks.resend(session, current_actor(), webhook_id=webhook_id, delivery_id=delivery_id)
    except Conflict as error:
        flash_error(error.message)
    else:
        flash_success(_("The message is sent again. Reload in a moment to see how it went."))
    return redirect(url_for("settings.webhook", webhook_id=webhook_id))


def _page(row: Webhook, form: WebhookForm, status: int = 200) -> ResponseReturnValue:
    asked = request.args.get("state", "")
    state = DeliveryState(asked) if asked in set(DeliveryState) else None
    page = queries.deliveries_page(db.session(), row.id, state, Wanted(page_number(), _PER_PAGE, descending=True))
    shown = render_template(
        "settings/webhook.html",
        form=form,
        webhook=row,
        deliveries=page,
        tabs=_tabs(row, state),
        states=STATE_WORDS,
        message_words=MESSAGE_WORDS,
    )
    return shown, status


def _tabs(row: Webhook, chosen: DeliveryState | None) -> list[tuple[str, str, bool]]:
    every = (url_for("settings.webhook", webhook_id=row.id), _("All"), chosen is None)
    return [
        every,
        *(
            (url_for("settings.webhook", webhook_id=row.id, state=state.value), str(words), chosen is state)
            for state, words in STATE_WORDS.items()
        ),
    ]


def _secret_page(webhook_id: int, secret: str) -> ResponseReturnValue:
    """The answer to the POST itself: the secret is kept nowhere that it could be shown from again."""
    row = webhooks.find(db.session(), webhook_id=webhook_id)
    return render_template("settings/webhook_secret.html", webhook=row, secret=secret), {"Cache-Control": "no-store"}


def _offered(form: WebhookForm) -> WebhookForm:
    form.offer_stores(visible_stores())
    return form


def _store_names() -> dict[int, str]:
    return {store.id: f"{store.number} {store.name}" for store in visible_stores()}


def _seen_version() -> int:
    return request.form.get("version", type=int) or 0

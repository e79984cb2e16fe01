"""Every table, imported once so that metadata and migrations see all of them."""

from app.models.account import ApiToken, SetupLink, SignInFailure, User, UserSession, UserStore
from app.models.attendance import Attendance
from app.models.audit import Audit, AuditDismissal
from app.models.backup import Backup
from app.models.breaker import Breaker
from app.models.campaign import Campaign
from app.models.change import Change, ChangeRow, ConnectorConfirmation
from app.models.crossmark_sign_in import CrossmarkSignIn
from app.models.edr import EdrCode, EdrItem, EdrReport, EdrSession
from app.models.employee import (
    AvailabilityOverride,
    DateAvailability,
    Employee,
    EmployeeStore,
    TimeOff,
    WeeklyAvailability,
)
from app.models.event import Event
from app.models.idempotency import IdempotencyKey
from app.models.import_file import ImportFile
from app.models.job import Job
from app.models.mail import Mail
from app.models.notice import Notice
from app.models.optimisation import OptimisationConfig
from app.models.outbox import OutboxItem
from app.models.paperwork import (
    BrandLogo,
    EventDocument,
    Packet,
    PacketPrint,
    PacketWaiver,
    PaperworkTemplate,
    SalesTool,
)
from app.models.receipt import Receipt
from app.models.reconciliation import KeptOurs, Reconciliation, ReconciliationIgnore
from app.models.rotation import Holiday, Rotation, RotationException
from app.models.rule_setting import RuleSetting
from app.models.run import Proposal, Run
from app.models.saved_view import SavedView
from app.models.schedule import Schedule, ScheduleException
from app.models.setting import Setting
from app.models.store import Store
from app.models.sync_run import SyncRun
from app.models.webhook import Webhook, WebhookDelivery

__all__ = [
    "ApiToken",
    "Attendance",
    "Audit",
    "AuditDismissal",
    "AvailabilityOverride",
    "Backup",
    "BrandLogo",
    "Breaker",
    "Campaign",
    "Change",
    "ChangeRow",
    "ConnectorConfirmation",
    "CrossmarkSignIn",
    "DateAvailability",
    "EdrCode",
    "EdrItem",
    "EdrReport",
    "EdrSession",
    "Employee",
    "EmployeeStore",
    "Event",
    "EventDocument",
    "Holiday",
    "IdempotencyKey",
    "ImportFile",
    "Job",
    "KeptOurs",
    "Mail",
    "Notice",
    "OptimisationConfig",
    "OutboxItem",
    "Packet",
    "PacketPrint",
    "PacketWaiver",
    "PaperworkTemplate",
    "Proposal",
    "Receipt",
    "Reconciliation",
    "ReconciliationIgnore",
    "Rotation",
    "RotationException",
    "RuleSetting",
    "Run",
    "SalesTool",
    "SavedView",
    "Schedule",
    "ScheduleException",
    "Setting",
    "SetupLink",
    "SignInFailure",
    "Store",
    "SyncRun",
    "TimeOff",
    "User",
    "UserSession",
    "UserStore",
    "Webhook",
    "WebhookDelivery",
    "WeeklyAvailability",
]

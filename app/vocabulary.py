"""Words of the trade as enums. Stored by value; the same words stand in code, database, pages and docs."""

from __future__ import annotations

from enum import StrEnum


class Title(StrEnum):
    """Job titles, spelled exactly as Crossmark and the store spell them."""

    CLUB_SUPERVISOR = "Club Supervisor"
    LEAD = "Lead Event Specialist"
    SPECIALIST = "Event Specialist"
    JUICER = "Juicer Barista"


class EventType(StrEnum):
    CORE = "Core"
    JUICER = "Juicer"
    SUPERVISOR = "Supervisor"
    FREEOSK = "Freeosk"
    DIGITALS = "Digitals"
    OTHER = "Other"

    @property
    def letter(self) -> str:
        """The letter managers know from the calendar; colour is never the only sign."""
        return self.value[0]


class EventSubtype(StrEnum):
    """Finer kind read from the project name; only Juicer and Digitals events have one."""

    JUICER_PRODUCTION = "Juicer Production"
    JUICER_SURVEY = "Juicer Survey"
    DIGITAL_SETUP = "Digital Setup"
    DIGITAL_REFRESH = "Digital Refresh"
    DIGITAL_TEARDOWN = "Digital Teardown"


class Condition(StrEnum):
    """State of an event at Crossmark, with Crossmark's spelling."""

    UNSTAFFED = "Unstaffed"
    SCHEDULED = "Scheduled"
    STAFFED = "Staffed"
    CANCELED = "Canceled"
    IN_PROGRESS = "In Progress"
    PAUSED = "Paused"
    REISSUED = "Reissued"
    EXPIRED = "Expired"
    SUBMITTED = "Submitted"


#: Of work that is over: it should have been reported by now.
UNREPORTED = (Condition.SCHEDULED, Condition.STAFFED, Condition.IN_PROGRESS, Condition.PAUSED)


class ScheduleStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    COMPLETED = "completed"
    CANCELLED = "cancelled"
    CONFLICT = "conflict"


#: Statuses in which a schedule takes the employee's time (the double-booking constraint covers these).
HOLDING_STATUSES = (ScheduleStatus.DRAFT, ScheduleStatus.PUBLISHED, ScheduleStatus.COMPLETED)


class SyncState(StrEnum):
    """Where a schedule stands at Crossmark."""

    LOCAL = "local"
    PENDING = "pending"
    SYNCED = "synced"
    UNKNOWN = "unknown"
    FAILED = "failed"
    NEEDS_REVIEW = "needs_review"
    DELETE_PENDING = "delete_pending"


class RotationKind(StrEnum):
    JUICER = "juicer"
    PRIMARY_LEAD = "primary_lead"


class Visitor(StrEnum):
    """Who makes the visit of a Supervisor event."""

    CLUB_SUPERVISOR = "club_supervisor"
    PRIMARY_LEAD = "primary_lead"
    LEAD_WITH_CORE = "lead_with_core_that_day"


class TimeOffStatus(StrEnum):
    REQUESTED = "requested"
    APPROVED = "approved"
    DENIED = "denied"
    WITHDRAWN = "withdrawn"


class AttendanceStatus(StrEnum):
    ON_TIME = "on_time"
    LATE = "late"
    CALLED_IN = "called_in"
    NO_CALL_NO_SHOW = "no_call_no_show"
    EXCUSED_ABSENCE = "excused_absence"

    @property
    def is_absence(self) -> bool:
        """The person did not work that day."""
        return self in (self.CALLED_IN, self.NO_CALL_NO_SHOW, self.EXCUSED_ABSENCE)


class RunStatus(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CRASHED = "crashed"
    CANCELLED = "cancelled"
    APPLIED = "applied"
    PARTLY_APPLIED = "partly_applied"
    REVERTED = "reverted"
    REJECTED = "rejected"


class ProposalStatus(StrEnum):
    PROPOSED = "proposed"
    EDITED = "user_edited"
    ACCEPTED = "approved"
    APPLIED = "applied"
    REJECTED = "rejected"
    STALE = "stale"
    SUPERSEDED = "superseded"
    UNASSIGNED = "unassigned"


class ProposalKind(StrEnum):
    NEW = "new"
    MOVE = "move"
    SWAP = "swap"
    """New work in the place of a booking that gives way."""
    KEEP = "keep"
    UNASSIGNED = "unassigned"


class ApplyMode(StrEnum):
    FILL_GAPS = "fill_gaps"
    MERGE = "merge"
    OVERWRITE_UNPINNED = "overwrite_unpinned"
    OVERWRITE_ALL = "overwrite_all"


class BulkAction(StrEnum):
    """What can be done with many chosen cards at once."""

    MOVE = "move"
    ASSIGN = "assign"
    PIN = "pin"
    UNPIN = "unpin"
    CANCEL = "cancel"
    PUBLISH = "publish"


class Severity(StrEnum):
    HARD = "hard"
    SOFT = "soft"
    OFF = "off"


class FindingSeverity(StrEnum):
    """How grave a finding of the daily audit is, the gravest first."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"

    @property
    def place(self) -> int:
        return list(FindingSeverity).index(self)


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    NEEDS_MFA = "needs_mfa"
    NEEDS_REVIEW = "needs_review"
    DEAD = "dead"


class JobKind(StrEnum):
    SYNC_CROSSMARK = "sync_crossmark"
    SYNC_EDR = "sync_edr"
    AUTO_SCHEDULE = "auto_schedule"
    PACKET = "packet"
    AUDIT = "audit"
    RECONCILE = "reconcile"
    BACKUP = "backup"
    SUMMARY = "summary"
    AUDIT_MAIL = "audit_mail"
    IMPORT = "import"
    CROSSMARK_PEOPLE = "crossmark_people"


class MailState(StrEnum):
    """Where a mail stands. `unknown`: it broke off while it was handed over, so nobody knows whether it arrived."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    PUT_AWAY = "put_away"


class BreakerState(StrEnum):
    """Whether another system is asked at all: closed = yes, open = not now, half_open = one try at a time."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class WebhookEvent(StrEnum):
    """What a webhook may ask to hear of."""

    SCHEDULE_PUBLISHED = "schedule.published"
    SCHEDULE_CHANGED = "schedule.changed"
    EVENT_UNSTAFFED = "event.unstaffed"
    RUN_FINISHED = "run.finished"
    SYNC_FINISHED = "sync.finished"
    PACKET_BUILT = "packet.built"


class DeliveryState(StrEnum):
    """Of a message to a webhook. dead = given up until somebody sends it again."""

    PENDING = "pending"
    SENDING = "sending"
    DELIVERED = "delivered"
    DEAD = "dead"


class DifferenceKind(StrEnum):
    """How Crossmark, Walmart and this product may disagree."""

    THERE_NOT_HERE = "there_not_here"
    HERE_NOT_THERE = "here_not_there"
    DIFFERENT = "different"
    DOUBLE = "double"
    EVENT_THERE = "event_there"
    EVENT_HERE = "event_here"
    EDR_ONLY = "edr_only"
    NOT_IN_EDR = "not_in_edr"


class OutboxOperation(StrEnum):
    BOOK = "book"
    MOVE = "move"
    REMOVE = "remove"


class OutboxState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DELIVERED = "delivered"
    DEAD = "dead"
    CANCELLED = "cancelled"
    NEEDS_REVIEW = "needs_review"
    DONE_THERE = "done_there"
    """Somebody did it in the browser at Crossmark."""


class Role(StrEnum):
    ADMIN = "admin"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"
    EMPLOYEE = "employee"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What a route may ask for. PERMISSIONS below is the one table that says which role has it."""

    VIEW_SCHEDULE = "view_schedule"
    VIEW_OWN_SCHEDULE = "view_own_schedule"
    EDIT_SCHEDULE = "edit_schedule"
    OVERRIDE_RULES = "override_rules"
    RUN_AUTO_SCHEDULER = "run_auto_scheduler"
    APPLY_RUN = "apply_run"
    VIEW_EMPLOYEES = "view_employees"
    EDIT_EMPLOYEES = "edit_employees"
    VIEW_EVENTS = "view_events"
    EDIT_EVENTS = "edit_events"
    VIEW_ATTENDANCE = "view_attendance"
    RECORD_ATTENDANCE = "record_attendance"
    PRINT_PAPERWORK = "print_paperwork"
    RUN_SYNC = "run_sync"
    EDIT_ROTATIONS = "edit_rotations"
    DECIDE_TIME_OFF = "decide_time_off"
    EDIT_SETTINGS = "edit_settings"
    MANAGE_USERS = "manage_users"
    MANAGE_WEBHOOKS = "manage_webhooks"
    VIEW_AUDIT = "view_audit"
    OWN_ACCOUNT = "own_account"


_EVERYONE = frozenset(Role)
_STAFF = frozenset({Role.ADMIN, Role.MANAGER, Role.SUPERVISOR, Role.VIEWER})
_LEADING = frozenset({Role.ADMIN, Role.MANAGER, Role.SUPERVISOR})
_MANAGING = frozenset({Role.ADMIN, Role.MANAGER})

PERMISSIONS: dict[Permission, frozenset[Role]] = {
    Permission.OWN_ACCOUNT: _EVERYONE,
    Permission.VIEW_OWN_SCHEDULE: _EVERYONE,
    Permission.VIEW_SCHEDULE: _STAFF,
    Permission.VIEW_EMPLOYEES: _STAFF,
    Permission.VIEW_EVENTS: _STAFF,
    Permission.PRINT_PAPERWORK: _LEADING,
    Permission.VIEW_ATTENDANCE: _LEADING,
    Permission.RECORD_ATTENDANCE: _LEADING,
    Permission.EDIT_SCHEDULE: _LEADING,
    Permission.OVERRIDE_RULES: _MANAGING,
    Permission.RUN_AUTO_SCHEDULER: _MANAGING,
    Permission.APPLY_RUN: _MANAGING,
    Permission.EDIT_EMPLOYEES: _MANAGING,
    Permission.EDIT_EVENTS: _MANAGING,
    Permission.RUN_SYNC: _MANAGING,
    Permission.EDIT_ROTATIONS: _MANAGING,
    Permission.DECIDE_TIME_OFF: _MANAGING,
    Permission.EDIT_SETTINGS: _MANAGING,
    Permission.VIEW_AUDIT: _MANAGING,
    Permission.MANAGE_USERS: frozenset({Role.ADMIN}),
    Permission.MANAGE_WEBHOOKS: frozenset({Role.ADMIN}),
}

"""Who acts: a signed-in user, a token, or the product itself. Services decide by it what may be seen and changed."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import Forbidden, NotFound
from app.vocabulary import PERMISSIONS, Permission, Role
from app.wording import say

#: Whose name stands on what no person did.
PRODUCT = "The product"
#: Which API scope a permission needs when the actor came with a token.
_WRITE_SCOPE = "write"
_ADMIN_PERMISSIONS = frozenset({Permission.MANAGE_USERS, Permission.MANAGE_WEBHOOKS})
_READ_PERMISSIONS = frozenset(permission for permission in Permission if permission.value.startswith("view_"))


@dataclass(frozen=True)
class Actor:
    """`store_ids` None means every store; `source` is what the change record names: page, api, sync, ..."""

    user_id: int | None
    username: str
    display_name: str
    role: Role
    store_ids: frozenset[int] | None
    employee_id: int | None = None
    source: str = "page"
    scopes: frozenset[str] | None = None
    locale: str = "en"
    theme: str = "auto"
    muted: frozenset[str] = frozenset()

    def may(self, permission: Permission) -> bool:
        if self.role not in PERMISSIONS[permission]:
            return False
        if self.scopes is None or "admin" in self.scopes:
            return True
        if permission in _ADMIN_PERMISSIONS:
            return False
        return _WRITE_SCOPE in self.scopes or ("read" in self.scopes and permission in _READ_PERMISSIONS)

    def may_read(self, permission: Permission) -> bool:
        """To look at what the permission is about, a token that only reads is enough."""
        reads = self.scopes is not None and "read" in self.scopes and permission not in _ADMIN_PERMISSIONS
        return self.may(permission) or (reads and self.role in PERMISSIONS[permission])

    def require_reading(self, permission: Permission) -> None:
        """Raises Forbidden unless the actor may look at it."""
        if not self.may_read(permission):
            self.require(permission)

    def require(self, permission: Permission) -> None:
        """Raises Forbidden unless the actor may do it."""
        if not self.may(permission):
            raise Forbidden(say("Your account may not do this. Ask a manager or an administrator."))

    def sees_store(self, store_id: int) -> bool:
        return self.store_ids is None or store_id in self.store_ids

    def require_store(self, store_id: int, what: str = "That") -> None:
        """Another store's rows look exactly like rows that do not exist. Raises NotFound."""
        if not self.sees_store(store_id):
            raise NotFound(say("%(what)s was not found.", what=what))


def system_actor(source: str) -> Actor:
    """The product itself: `sync`, `engine`, `upkeep` or `command`."""
    return Actor(user_id=None, username="system", display_name=PRODUCT, role=Role.ADMIN, store_ids=None, source=source)

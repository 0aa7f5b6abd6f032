use super::door::{Access, check_viewer, viewer};
use super::error::AccessError;
use super::lockout::delay_s;
use super::password;
use crate::disclosure::Viewer;
use crate::store::{NewUser, UserRow};

const MAX_NAME: usize = 100;

/// Somebody who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    pub name: String,
    pub viewer: Viewer,
    pub created_s: i64,
    pub disabled_s: Option<i64>,
    /// In the past unless the account is locked.
    pub locked_until_s: i64,
}

impl Access {
    /// Adds a user. The password has at least twelve characters and does not hold the name.
    pub fn add_user(&self, name: &str, password: &str, viewer: &Viewer, now_s: i64) -> Result<(), AccessError> {
        let hash = self.checked(name, password, viewer)?;
        let added = self.store.add_user(&new_user(name, &hash, viewer, now_s))?;
        added.map(drop).ok_or_else(|| AccessError::NameTaken(name.to_owned()))
    }

    /// Everything that must hold of a new user; the password's hash.
    pub(super) fn checked(&self, name: &str, password: &str, viewer: &Viewer) -> Result<String, AccessError> {
        check_name(name)?;
        check_viewer(viewer)?;
        password::hash(name, password)
    }

    /// Everybody, by name.
    pub fn users(&self) -> Result<Vec<User>, AccessError> {
        self.store.users()?.into_iter().map(user).collect()
    }

    /// The right password for the name, or an error; counts what is wrong, and locks the account for a while after several.
    ///
    /// Costs the same for a name that nobody has, an account that is locked or disabled, and a wrong password.
    pub(super) fn prove(&self, name: &str, password: &str, now_s: i64) -> Result<UserRow, AccessError> {
        let row = self.store.user(name)?;
        let right = password::is_right(password, row.as_ref().map(|row| row.password.as_str()));
        let row = row.ok_or(AccessError::Refused)?;
        if row.disabled_s.is_some() || now_s < row.locked_until_s {
            return Err(AccessError::Refused);
        }
        if !right {
            let delay_s = delay_s(self.store.count_failure(row.id)?);
            if delay_s > 0 {
                self.store.lock_until(row.id, now_s + delay_s)?;
            }
            return Err(AccessError::Refused);
        }
        self.store.forget_failures(row.id)?;
        Ok(row)
    }

    /// Changes a password by whoever knows the old one. Ends every session of the user.
    pub fn change_password(&self, name: &str, old: &str, new: &str, now_s: i64) -> Result<(), AccessError> {
        self.prove(name, old, now_s)?;
        self.set_password(name, new)
    }

    /// Gives a user a new password, unlocks the account and ends every session.
    pub fn set_password(&self, name: &str, password: &str) -> Result<(), AccessError> {
        let row = self.row(name)?;
        self.store.set_password(row.id, &password::hash(&row.name, password)?)?;
        self.end_all(row.id).map(drop)
    }

    /// Sessions go on, in the new role.
    pub fn set_role(&self, name: &str, viewer: &Viewer) -> Result<(), AccessError> {
        check_viewer(viewer)?;
        let row = self.row(name)?;
        self.store.set_role(row.id, viewer.role.name(), viewer.agency.as_deref())?;
        self.sessions.forget_all();
        Ok(())
    }

    /// Keeps a user out, and ends every session.
    pub fn disable(&self, name: &str, now_s: i64) -> Result<(), AccessError> {
        let row = self.row(name)?;
        self.store.set_disabled(row.id, Some(now_s))?;
        self.end_all(row.id).map(drop)
    }

    /// Lets a user in again, also one whose account is locked.
    pub fn enable(&self, name: &str) -> Result<(), AccessError> {
        Ok(self.store.set_disabled(self.row(name)?.id, None)?)
    }

    pub(super) fn row(&self, name: &str) -> Result<UserRow, AccessError> {
        self.store.user(name)?.ok_or_else(|| AccessError::NoUser(name.to_owned()))
    }
}

pub(super) fn new_user<'a>(name: &'a str, hash: &'a str, viewer: &'a Viewer, now_s: i64) -> NewUser<'a> {
    let role = viewer.role.name();
    NewUser { name, password: hash, role, agency: viewer.agency.as_deref(), created_s: now_s }
}

/// A colon would part name and password in HTTP's Basic scheme (RFC 7617).
fn check_name(name: &str) -> Result<(), AccessError> {
    let fits = (1..=MAX_NAME).contains(&name.chars().count()) && name.trim() == name;
    let plain = !name.chars().any(|letter| letter.is_control() || letter == ':');
    if fits && plain { Ok(()) } else { Err(AccessError::Name(name.to_owned())) }
}

fn user(row: UserRow) -> Result<User, AccessError> {
    let viewer = viewer(&row.role, row.agency)?;
    let UserRow { name, created_s, disabled_s, locked_until_s, .. } = row;
    Ok(User { name, viewer, created_s, disabled_s, locked_until_s })
}

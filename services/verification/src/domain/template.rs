use kabinet_proof::action::ActionKind;

/// What a notice says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Template {
    /// Somebody logged in on a new device.
    NewLogin,
    /// The password was changed.
    PasswordChanged,
    /// A service was added.
    ServiceLinked,
    /// The person removed a service.
    ServiceUnlinked,
    /// A service was removed because its contract has another holder.
    HolderChanged,
    /// Names, birth date or region were changed.
    PersonalDataChanged,
    /// Somebody asked to get in without the password.
    RecoveryStarted,
    /// A new password was set without the old one.
    PasswordReset,
    /// The person asked for their login name.
    LoginReminder,
    /// Access was ended because somebody else had it.
    AccessEnded,
    /// A contact was replaced, or a second one confirmed.
    ContactChanged,
    /// A change of a contact was taken back.
    ContactChangeUndone,
}

/// What a template may leave open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Variable {
    /// When it happened, as the person reads it.
    Time,
    /// Kind of the service.
    ServiceKind,
    /// Kind of the contact.
    ContactKind,
    /// Login name.
    Login,
}

impl Template {
    /// Every template.
    pub(crate) const ALL: [Self; 12] = [
        Self::NewLogin,
        Self::PasswordChanged,
        Self::ServiceLinked,
        Self::ServiceUnlinked,
        Self::HolderChanged,
        Self::PersonalDataChanged,
        Self::RecoveryStarted,
        Self::PasswordReset,
        Self::LoginReminder,
        Self::AccessEnded,
        Self::ContactChanged,
        Self::ContactChangeUndone,
    ];

    /// Returns the name under which the template is stored.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::NewLogin => "NEW_LOGIN",
            Self::PasswordChanged => "PASSWORD_CHANGED",
            Self::ServiceLinked => "SERVICE_LINKED",
            Self::ServiceUnlinked => "SERVICE_UNLINKED",
            Self::HolderChanged => "HOLDER_CHANGED",
            Self::PersonalDataChanged => "PERSONAL_DATA_CHANGED",
            Self::RecoveryStarted => "RECOVERY_STARTED",
            Self::PasswordReset => "PASSWORD_RESET",
            Self::LoginReminder => "LOGIN_REMINDER",
            Self::AccessEnded => "ACCESS_ENDED",
            Self::ContactChanged => "CONTACT_CHANGED",
            Self::ContactChangeUndone => "CONTACT_CHANGE_UNDONE",
        }
    }

    /// Finds the template that is stored under a name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|template| template.as_str() == name)
    }

    /// Returns what the template leaves open; all of it is wanted.
    pub(crate) fn variables(self) -> &'static [Variable] {
        match self {
            Self::NewLogin
            | Self::PasswordChanged
            | Self::PersonalDataChanged
            | Self::RecoveryStarted
            | Self::PasswordReset
            | Self::AccessEnded => &[Variable::Time],
            Self::ServiceLinked | Self::ServiceUnlinked | Self::HolderChanged => {
                &[Variable::Time, Variable::ServiceKind]
            }
            Self::ContactChanged | Self::ContactChangeUndone => {
                &[Variable::Time, Variable::ContactKind]
            }
            Self::LoginReminder => &[Variable::Login],
        }
    }

    /// Returns what the link of the template lets its reader do, where it has one.
    pub(crate) fn action(self) -> Option<ActionKind> {
        match self {
            Self::NewLogin | Self::PasswordChanged | Self::PasswordReset => {
                Some(ActionKind::ReportNotMe)
            }
            Self::RecoveryStarted => Some(ActionKind::CancelRecovery),
            Self::ContactChanged => Some(ActionKind::UndoContactChange),
            Self::ServiceLinked
            | Self::ServiceUnlinked
            | Self::HolderChanged
            | Self::PersonalDataChanged
            | Self::LoginReminder
            | Self::AccessEnded
            | Self::ContactChangeUndone => None,
        }
    }

    /// Tells whether the template is taken without its action: a caller of the version before tells of
    /// these without one, and its messages link to the page alone.
    pub(crate) fn may_lack_action(self) -> bool {
        matches!(self, Self::NewLogin | Self::PasswordChanged)
    }
}

impl Variable {
    /// Returns the name by which the contract and the texts call it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Time => "time",
            Self::ServiceKind => "service_kind",
            Self::ContactKind => "contact_kind",
            Self::Login => "login",
        }
    }
}

use super::super::document::Field;
use super::super::organisation::{Organisation, said};

/// Fields 1.1 to 1.4.
pub(super) fn fields(organisation: &Organisation) -> Vec<Field> {
    vec![
        Field::text("1.1 Organisation or department", said(organisation.organisation.as_ref(), "organisation")),
        Field::text("1.2 Team", said(organisation.team.as_ref(), "team")),
        Field::text(
            "1.3 Senior responsible owner",
            said(organisation.senior_responsible_owner.as_ref(), "senior_responsible_owner"),
        ),
        Field::text("1.4 Third party involvement", said(organisation.third_parties.as_ref(), "third_parties")),
    ]
}

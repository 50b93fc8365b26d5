//! A model that recognised a document, with what is found out about the document once for all who ask.
//!
//! In: a document and the model. Out: where variables of the environment stand in it, and which context its keys have.
//! Reads no values but those that name a profile.

use super::File;
use super::environment::Variables;
use super::profile::Profiles;
use crate::fact::Context;
use crate::model::ConfigModel;

pub(super) struct Known<'m> {
    pub model: &'m ConfigModel,
    pub variables: Variables<'m>,
    pub profiles: Profiles<'m>,
}

impl<'m> Known<'m> {
    /// `head` is what the comment at the top of the file says.
    pub fn of(file: &File<'m>, model: &'m ConfigModel, head: Context) -> Known<'m> {
        let variables = Variables::of(file, model);
        let profiles = Profiles::of(file, model, &variables, head);
        Known { model, variables, profiles }
    }
}

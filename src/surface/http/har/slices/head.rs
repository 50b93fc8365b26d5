//! What stands before the list of entries. Keys and marks come in, one after the other; whether the list begins, or
//! never comes, goes out.

/// Brackets that are open, and whether the last key is the one that leads on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Head {
    depth: usize,
    in_log: bool,
    leads_on: bool,
}

impl Head {
    /// Notes a string with its quotes, or one that is no key.
    pub fn name(&mut self, name: Option<&[u8]>) {
        let wanted: &[u8] = if self.depth == 1 { b"\"log\"" } else { b"\"entries\"" };
        let right = self.depth == 1 || (self.depth == 2 && self.in_log);
        self.leads_on = right && name == Some(wanted);
    }

    /// Whether this byte, which is of no string, opens the list of entries.
    pub fn opens(&mut self, byte: u8) -> bool {
        let leads_on = self.leads_on;
        match byte {
            b'[' if self.depth == 2 && leads_on => return true,
            b'{' if self.depth == 1 => self.in_log = leads_on,
            _ => {}
        }
        match byte {
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.leads_on &= !b"{}[],".contains(&byte);
        false
    }

    /// Nothing may come any more, or what is there is no object.
    pub fn is_over(&self, byte: u8) -> bool {
        let mark = [0xEF, 0xBB, 0xBF].contains(&byte);
        self.depth == 0 && !byte.is_ascii_whitespace() && !mark
    }
}

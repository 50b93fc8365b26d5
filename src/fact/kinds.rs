//! The vocabulary: every kind of fact and every attribute that it can carry, in one table.
//!
//! Extractors use the typed keys (`cookie::http_only`: a misspelt one does not compile), rule and
//! model files are checked against the same names when they load, and `docs/vocabulary.md` is
//! generated from here. To add an attribute, add a line; a test then asks for a model or surface
//! that writes it and a rule that reads it.

pub use super::definition::{AttributeDef, KindDef, Type};

/// An attribute of a certain kind: what extractors set and conditions read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    pub kind: Kind,
    index: u8,
}

impl Key {
    pub fn def(self) -> &'static AttributeDef {
        &self.kind.def().attributes[self.index as usize]
    }

    pub fn name(self) -> &'static str {
        self.def().name
    }

    pub fn ty(self) -> Type {
        self.def().ty
    }

    /// Its place among the attributes of its kind.
    pub fn number(self) -> u8 {
        self.index
    }
}

impl Kind {
    pub fn def(self) -> &'static KindDef {
        &KINDS[self as usize]
    }

    pub fn name(self) -> &'static str {
        self.def().name
    }

    /// The kind that rule and model files call `name`.
    pub fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|def| def.name == name).map(|def| def.kind)
    }

    /// The attribute of this kind that rule and model files call `name`.
    pub fn key(self, name: &str) -> Option<Key> {
        let index = self.def().attributes.iter().position(|def| def.name == name)?;
        Some(Key { kind: self, index: index as u8 })
    }

    pub fn keys(self) -> impl Iterator<Item = Key> {
        (0..self.def().attributes.len()).map(move |index| Key { kind: self, index: index as u8 })
    }
}

macro_rules! kinds {
    ($(
        $(#[doc = $kind_doc:literal])+
        $kind:ident $module:ident $name:literal {
            $( $(#[doc = $doc:literal])+ $attribute:ident: $ty:expr, )+
        }
    )+) => {
        /// What a fact is about.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $( $(#[doc = $kind_doc])+ $kind, )+ }

        /// Every kind, in the order of the vocabulary page.
        pub static KINDS: &[KindDef] = &[ $( KindDef {
            kind: Kind::$kind,
            name: $name,
            doc: concat!($($kind_doc),+),
            attributes: &[ $( AttributeDef {
                name: stringify!($attribute),
                doc: concat!($($doc),+),
                ty: $ty,
            } ),+ ],
        } ),+ ];

        $(
            #[doc = concat!("Attribute keys of `", $name, "` facts.")]
            pub mod $module {
                #[allow(non_camel_case_types, clippy::enum_variant_names)]
                enum Index { $( $attribute ),+ }
                $(
                    $(#[doc = $doc])+
                    #[allow(non_upper_case_globals)]
                    pub const $attribute: super::Key =
                        super::Key { kind: super::Kind::$kind, index: Index::$attribute as u8 };
                )+
            }
        )+
    };
}

const COOKIE_ROLES: &[&str] = &["session", "auth", "refresh", "csrf", "flow", "preference", "unknown"];
const ORIGINS: &[&str] = &["literal", "env", "env-with-fallback", "default", "file", "generated", "config"];
const TOKEN_ROLES: &[&str] = &["access", "refresh", "id", "reset", "session", "unknown"];
const UNITS: &[&str] = &["milliseconds", "seconds", "minutes", "hours", "days", "weeks"];
const TIME_UNITS: &[&str] = &["seconds", "milliseconds", "not-a-number"];
const HASHES: &[&str] = &[
    "argon2id",
    "argon2i",
    "argon2d",
    "bcrypt",
    "scrypt",
    "pbkdf2",
    "pbkdf2-sha1",
    "bcrypt-sha256",
    "md5",
    "sha1",
    "sha2",
    "sha3",
    "blake",
    "hmac",
    "unsalted-md5",
    "unsalted-sha1",
    "crypt",
];

kinds! {
    /// A cookie is set, or a session layer is configured to set one.
    Cookie cookie "cookie" {
        /// The cookie's name.
        name: Type::Text,
        /// What the cookie is for, judged by its name or by the layer that sets it.
        role: Type::Enum(COOKIE_ROLES),
        /// HttpOnly: scripts cannot read the cookie.
        http_only: Type::Bool,
        /// Secure: sent over TLS only.
        secure: Type::Bool,
        /// The SameSite attribute; `unset` leaves it to the browser's default.
        same_site: Type::Enum(&["strict", "lax", "none", "unset"]),
        /// Max-Age or Expires from the moment of setting.
        lifetime: Type::Duration,
        /// The Domain attribute as written.
        domain: Type::Text,
        /// The Path attribute as written.
        path: Type::Text,
        /// The name prefix that carries a promise (RFC 6265bis section 4.1.3).
        prefix: Type::Enum(&["none", "host", "secure"]),
        /// The call deletes the cookie.
        removal: Type::Bool,
        /// What a session layer puts into it: an identifier, or the session's whole state.
        content: Type::Enum(&["id", "state"]),
        /// What a session layer does to the value so that a client cannot change or read it.
        protection: Type::Enum(&["none", "signed", "encrypted"]),
        /// A script of the page sets it, which rules out HttpOnly.
        script: Type::Bool,
        /// Bytes of name and value together (RFC 6265bis section 5.6 allows 4096).
        size: Type::Int,
        /// Personal data and credentials that anybody can read in the value, by their names.
        readable: Type::Set,
        /// The value says in clear what its owner may do, and nothing signs it.
        rights: Type::Bool,
        /// The most bits that identifiers of this cookie can hold, by several that were seen.
        id_bits: Type::Int,
        /// Identifiers that were seen one after the other count up.
        sequential: Type::Bool,
    }

    /// Code or a product signs a token.
    TokenIssue token_issue "token-issue" {
        /// The token gets an expiry.
        has_exp: Type::Bool,
        /// Time from issue to expiry.
        lifetime: Type::Duration,
        /// The environment variable or configuration key that sets the lifetime.
        setting: Type::Text,
        /// The environment variable that the code reads the lifetime from.
        variable: Type::Text,
        /// The unit in which the code reads that number.
        variable_unit: Type::Enum(UNITS),
        /// The unit that the setting's own name speaks of.
        named_unit: Type::Enum(UNITS),
        /// The setting's name speaks of another unit than the one in which the code reads it.
        misread: Type::Bool,
        /// Unit of the number that is written into `exp`; RFC 7519 section 2 asks for seconds.
        timestamp_unit: Type::Enum(TIME_UNITS),
        /// What the token is for.
        role: Type::Enum(TOKEN_ROLES),
        /// Names of the claims, where all of them are known.
        claims: Type::Set,
        /// Claims that carry personal data.
        sensitive_claims: Type::Set,
        /// Claims that carry a credential.
        secret_claims: Type::Set,
        /// The algorithms that sign it; one, unless ways through the code differ.
        algorithms: Type::Set,
        /// The constant or member that its key is made of.
        key_name: Type::Text,
    }

    /// Code or a gateway accepts a token.
    TokenVerify token_verify "token-verify" {
        /// The signature is checked.
        signature_checked: Type::Bool,
        /// Algorithms that are accepted.
        algorithms: Type::Set,
        /// Who decides about the algorithm.
        algorithm_source: Type::Enum(&["pinned", "header"]),
        /// HMAC and public-key algorithms are accepted side by side.
        mixed_families: Type::Bool,
        /// `exp` is compared with the clock.
        validates_exp: Type::Bool,
        /// `aud` is compared with an expected value.
        validates_aud: Type::Bool,
        /// Claims that a token must carry to be accepted.
        required_claims: Type::Set,
        /// Claims whose expected value is configured.
        checked_claims: Type::Set,
        /// Claims that are checked when present and pass when absent.
        skipped_claims: Type::Set,
        /// Claims that the type holds into which the token is read.
        claims_read: Type::Set,
        /// Claims without which a token cannot be read into that type.
        claims_demanded: Type::Set,
        /// Allowance for clock differences.
        leeway: Type::Duration,
        /// A request without a token is refused.
        token_required: Type::Bool,
        /// Code of the package compares an issuer by hand.
        issuer_compared: Type::Bool,
        /// Neither the function nor its callers look anything up: the token alone decides.
        stateless: Type::Bool,
        /// `nbf` is compared with the clock.
        validates_nbf: Type::Bool,
    }

    /// A signing, verification, session or encryption secret.
    SecretKey key "key" {
        /// The secret itself.
        secret: Type::Secret,
        /// Where the secret comes from.
        origin: Type::Enum(ORIGINS),
        /// The environment variable or configuration key that holds it.
        variable: Type::Text,
        /// What the secret protects.
        purpose: Type::Enum(&[
            "jwt", "session", "cookie", "client-secret", "webhook", "api-key", "password",
            "admin-password", "database-url", "encryption", "salt", "pepper", "private-key", "verification", "generic",
            "login-password", "mail-password",
        ]),
        /// What the text is: a usable value, a reference to another place, a stand-in, or a password's hash.
        class: Type::Enum(&["literal", "reference", "placeholder", "empty", "verifier"]),
        /// The text is the fallback inside a reference to an environment variable.
        fallback: Type::Bool,
        /// Bytes of key material after the surface's own decoding.
        length_bytes: Type::Int,
        /// Estimated strength of the key material in bits.
        strength_bits: Type::Int,
        /// Bytes that the algorithm needs at least (RFC 7518 section 3.2).
        required_bytes: Type::Int,
        /// The key material is shorter than its algorithm needs.
        too_short: Type::Bool,
        /// A published default or tutorial value: everybody knows it.
        published_default: Type::Bool,
        /// Made of dictionary words.
        dictionary: Type::Bool,
        /// A repeated byte or a handful of different ones.
        low_diversity: Type::Bool,
        /// A public key or certificate is used as a shared secret.
        public_key: Type::Bool,
        /// The variable is read while a program for browsers is built: the value lies in what they load.
        bundled: Type::Bool,
        /// What `variable` is for, without words of products: `jwt` for `PGRST_JWT_SECRET` and `GOTRUE_JWT_SECRET`.
        subject: Type::Text,
        /// Where the service is that a connection's password opens: here, in the same network, in documentation, or anywhere.
        host: Type::Enum(&["loopback", "neighbour", "example", "remote"]),
        /// The client of a provider that proves itself with it, by its identifier.
        client: Type::Text,
        /// Nothing but digits.
        digits: Type::Bool,
    }

    /// A token that lies in a file or was given on the command line.
    Token token "token" {
        /// Where it is: in a file of a project, in its documentation, in a recording of traffic, or
        /// handed over to be audited.
        place: Type::Enum(&["source", "documentation", "capture", "given"]),
        /// `alg` of the header as written.
        algorithm: Type::Text,
        /// `enc` of the header as written.
        encryption: Type::Text,
        /// `typ` of the header in lower case, without `application/`; empty where there is none.
        typ: Type::Text,
        /// The header says that nothing is signed.
        unsigned: Type::Bool,
        /// The content is encrypted: claims cannot be seen.
        encrypted: Type::Bool,
        /// Who holds it can use it: no proof, no event and no statement about others.
        bearer: Type::Bool,
        /// The payload has an expiry.
        has_exp: Type::Bool,
        /// `exp` minus `iat`; what is left until `exp` where there is no `iat`.
        lifetime: Type::Duration,
        /// Expiry against the clock of this run.
        state: Type::Enum(&["live", "expired", "never-expires"]),
        /// Time since an expired token expired.
        expired_for: Type::Duration,
        /// Unit of the time claims.
        timestamp_unit: Type::Enum(TIME_UNITS),
        /// What kind of token the claims show.
        role: Type::Enum(TOKEN_ROLES),
        /// Names of all claims.
        claims: Type::Set,
        /// Claims whose names speak of personal data.
        sensitive_claims: Type::Set,
        /// Claims whose values have the form of personal data.
        personal_values: Type::Set,
        /// Claims that carry a credential.
        secret_claims: Type::Set,
        /// What `kid` looks like.
        kid_shape: Type::Enum(&["plain", "path", "sql", "command", "not-text", "long"]),
        /// Header members that bring their own key: `jwk`, `jku`, `x5u`, `x5c`.
        key_headers: Type::Set,
        /// A DPoP proof (RFC 9449), which must embed its key.
        dpop: Type::Bool,
        /// What a DPoP proof lacks or must not have (RFC 9449 section 4.2).
        proof_problems: Type::Set,
        /// Bits of the RSA key, by the length of the signature.
        rsa_bits: Type::Int,
        /// What is wrong with `crit` or `b64` (RFC 7515 section 4.1.11, RFC 7797).
        crit_problems: Type::Set,
        /// Iteration count of PBES2 key wrapping.
        p2c: Type::Int,
        /// Payload compression is announced (`zip`).
        compressed: Type::Bool,
        /// Signature bytes against what the algorithm produces.
        signature: Type::Enum(&["plausible", "empty", "zero", "out-of-range", "wrong-length"]),
        /// The secret is in authlint's list of common words.
        weak_secret: Type::Bool,
        /// A sample of a specification or tutorial, or signed with a stand-in; never where it is given.
        sample: Type::Bool,
        /// Public by design, such as the anonymous key of a Supabase project.
        public_by_design: Type::Bool,
        /// Ways in which the text departs from RFC 7515 and RFC 7519.
        defects: Type::Set,
        /// Claims that give service-wide rights.
        service_role: Type::Bool,
    }

    /// A setting that switches a check off.
    Switch switch "switch" {
        /// The setting's name.
        name: Type::Text,
        /// What the check protects.
        protects: Type::Enum(&["auth", "tls", "jwt", "csrf", "forwarded-headers", "production-mode", "mail", "metadata"]),
        /// The check does not run.
        off: Type::Bool,
        /// Code asks for it, and lets everybody in where it is on.
        lets_in: Type::Bool,
    }

    /// A hash or key derivation that a password goes into, or its parameters.
    PasswordHash password_hash "password-hash" {
        /// The function, by family where the model cannot tell more.
        algorithm: Type::Enum(HASHES),
        /// Names under which the hashed values are handed over.
        inputs: Type::Set,
        /// One of the hashed values is a password, judged by its name.
        password: Type::Bool,
        /// Cost of bcrypt (rounds as a power of two), or log2 of scrypt's N.
        cost: Type::Int,
        /// Memory of Argon2 in KiB.
        memory_kib: Type::Int,
        /// Passes of Argon2, rounds of PBKDF2.
        iterations: Type::Int,
        /// Lanes of scrypt (its `p`).
        parallelism: Type::Int,
        /// The salt is a constant of the code.
        static_salt: Type::Bool,
        /// The salt is the name by which somebody logs in.
        account_salt: Type::Bool,
        /// What the result goes into: variables, and functions with parentheses.
        results: Type::Set,
        /// The result is a token, code or key that is to be kept secret, judged by its name.
        token: Type::Bool,
    }

    /// A value is drawn at random, or a generator is made.
    Random random "random" {
        /// Which generator.
        source: Type::Enum(&[
            "fast", "small", "seeded", "non-secure-nanoid", "uuid-v1", "uuid-v4", "uuid-v6", "secure",
        ]),
        /// The seed is a constant of the code.
        constant_seed: Type::Bool,
        /// What the drawn values go into: variables, and functions with parentheses.
        names: Type::Set,
        /// A token, code, password or key is drawn, judged by its name.
        secret: Type::Bool,
    }

    /// Two values are compared with an operator that stops at the first difference.
    Compare compare "compare" {
        /// What both sides hold, judged by their names.
        what: Type::Enum(&["password", "signature", "hash"]),
        /// The name of one side.
        name: Type::Text,
    }

    /// A place where server sessions are kept.
    SessionStore session_store "session-store" {
        /// Memory of this process, a cache in front of another store, or the session cookie itself.
        kind: Type::Enum(&["memory", "cache", "cookie"]),
        /// The server itself refuses a session after a time, whatever the browser keeps.
        expires: Type::Bool,
    }

    /// A cross-origin policy: which other sites' scripts may read answers.
    Cors cors "cors" {
        /// Origins that are let in: `any` is the literal `*`, `mirrored` repeats whatever origin asks.
        origins: Type::Enum(&["any", "mirrored", "list", "null", "predicate", "none"]),
        /// A predicate compares a part of the origin that other origins can have, too.
        loosely: Type::Bool,
        /// Cookies and other credentials may come along (Access-Control-Allow-Credentials).
        credentials: Type::Bool,
        /// The policy is made inside a condition that the code alone does not decide.
        conditional: Type::Bool,
    }

    /// A client's checks of the certificate on the other side of TLS.
    TlsClient tls_client "tls-client" {
        /// A certificate that no trusted authority signed is accepted.
        any_certificate: Type::Bool,
        /// A certificate for another host is accepted.
        any_name: Type::Bool,
        /// The client is made inside a condition that the code alone does not decide.
        conditional: Type::Bool,
    }

    /// Something is put where every script of the page can read it.
    WebStorage web_storage "web-storage" {
        /// The key under which it is kept.
        key_name: Type::Text,
        /// The variable or field whose content is kept.
        value_name: Type::Text,
        /// What is kept, judged by the key's name, else by the value's.
        role: Type::Enum(COOKIE_ROLES),
        /// The storage area: kept for good, until the tab is closed, or a database.
        store: Type::Enum(&["local", "session", "indexed"]),
    }

    /// A handler proves a credential and writes into a server session who is logged in.
    Login login "login" {
        /// The session gets a new identifier in the same flow.
        rotates_session: Type::Bool,
        /// The method that gives it one.
        renewal: Type::Text,
    }

    /// A handler logs somebody out.
    Logout logout "logout" {
        /// It touches something that the server keeps: a session, a table, a list of what is revoked.
        revokes_server_side: Type::Bool,
        /// A capture shows that the same credential still opens what is somebody's own.
        still_accepted: Type::Bool,
    }

    /// A password is put into a record of a table.
    PasswordStore password_store "password-store" {
        /// The record's field.
        name: Type::Text,
        /// It is stored as it was typed: nothing in the function hashes it.
        in_clear: Type::Bool,
    }

    /// A secret is written to a log, to the terminal, or into a span that logs are made of.
    Log log "log" {
        /// What is written: a password, or a token, key or cookie that opens something.
        what: Type::Enum(&["password", "token"]),
        /// The variables, fields or parameters whose content is written.
        name: Type::Text,
        /// The value itself, members that its Debug form shows, a parameter or result that a span records, or a type of
        /// such parameters.
        form: Type::Enum(&["value", "members", "parameter", "result", "type"]),
        /// Secret members that a Debug form shows.
        members: Type::Set,
        /// How loud the log is; `print` is standard output or error.
        level: Type::Enum(&["trace", "debug", "info", "warn", "error", "print"]),
        /// Printed by `main`, or by a program for the command line: its user may have asked for it.
        command_line: Type::Bool,
        /// The parameter is not on the span's list of those to skip.
        recorded: Type::Bool,
    }

    /// A token is not good, and the code makes something of that.
    Refusal refusal "refusal" {
        /// Somebody with an identity, a plain yes, or nothing but a line in the log.
        outcome: Type::Enum(&["identity", "accepted", "ignored"]),
    }

    /// A member of a token's header decides about the key before anything is checked.
    HeaderUse header_use "header-use" {
        /// The member: `kid`, `jku`, `jwk`, `x5u`, `x5c`.
        member: Type::Text,
        /// What it is put into.
        into: Type::Enum(&["path", "query", "url", "command", "fetch", "key"]),
    }

    /// A captured request with its answer, where credentials travel.
    Exchange exchange "exchange" {
        /// It went over plain HTTP to a host that is not the own machine or network.
        plain_http: Type::Bool,
        /// What the request sends along: `authorization`, `cookie`, `password`.
        carries: Type::Set,
        /// What the answer gives out: `access-token`, `refresh-token`, `id-token`, `cookie`.
        returns: Type::Set,
        /// Who may keep the answer, by its Cache-Control: `none` is no-store.
        caching: Type::Enum(&["none", "private", "public", "unset"]),
        /// A page's script asked: there is an Origin, or the browser says so.
        browser: Type::Bool,
        /// What kind of token the Authorization header carries.
        bearer: Type::Enum(TOKEN_ROLES),
        /// The request goes to the site that issued this token.
        to_issuer: Type::Bool,
        /// The token of the Authorization header is bound to a key (`cnf`), was sent as a plain bearer token, and the
        /// request was answered all the same.
        binding_ignored: Type::Bool,
        /// A token for something else opened what is somebody's own: a refresh token, or that of a mail link.
        accepts: Type::Enum(&["refresh", "link"]),
        /// The algorithm of a token that an API of its own issuer accepted.
        own_algorithm: Type::Text,
        /// Bytes of the Cookie header.
        cookie_bytes: Type::Int,
    }

    /// A client asks an OAuth 2 or OpenID Connect provider for tokens, or a provider's configuration says what
    /// clients may do.
    OauthClient oauth_client "oauth-client" {
        /// How the tokens are had.
        grant: Type::Enum(&["code", "implicit", "password"]),
        /// The request is finished: nothing can be added to it any more.
        finished: Type::Bool,
        /// The proof key for code exchange (RFC 7636).
        pkce: Type::Enum(&["s256", "plain", "none"]),
        /// The `state` is a constant of the code.
        constant_state: Type::Bool,
        /// The `nonce` is a constant of the code.
        constant_nonce: Type::Bool,
        /// The `state` that was drawn is thrown away, so that nothing can compare it later.
        state_dropped: Type::Bool,
        /// The `nonce` that was drawn is thrown away.
        nonce_dropped: Type::Bool,
        /// The configuration key that says so.
        setting: Type::Text,
        /// The provider refuses to give a code to a client that sends no challenge.
        pkce_required: Type::Bool,
        /// The client keeps no secret: it runs in a browser or on a device.
        public: Type::Bool,
        /// An address to which the provider sends codes and tokens.
        redirect_uri: Type::Text,
        /// Time in which an authorization code can be redeemed.
        code_lifetime: Type::Duration,
        /// A refresh token is replaced when it is used, and the old one is of no use.
        rotation: Type::Bool,
    }

    /// A client checks an ID token that a provider issued.
    OidcVerify oidc_verify "oidc-verify" {
        /// The signature is checked.
        signature_checked: Type::Bool,
        /// The issuer is compared with the expected one.
        issuer_checked: Type::Bool,
        /// The audience is compared with the client's own identifier.
        audience_checked: Type::Bool,
        /// The nonce is compared with the one that was sent.
        nonce_checked: Type::Bool,
        /// The configuration key that says so.
        setting: Type::Text,
    }

    /// An address is put together with a credential in its query.
    Url url "url" {
        /// The query parameter.
        parameter: Type::Text,
        /// The variable or field whose content it gets.
        value_name: Type::Text,
        /// The parameter is one that carries a credential, judged by its name.
        credential: Type::Bool,
        /// A handler takes a credential from it.
        expected: Type::Bool,
        /// It belongs to a link that works once, judged by the handler's name.
        one_time: Type::Bool,
        /// The handler opens a WebSocket, where browsers can send no header.
        handshake: Type::Bool,
        /// A credential is a segment of the path that an answer sends the browser to, judged by its name.
        in_path: Type::Bool,
    }

    /// An answer sends the browser to an address that the request's query named.
    Redirect redirect "redirect" {
        /// The query parameter.
        parameter: Type::Text,
        /// It says where to go on, judged by its name.
        onward: Type::Bool,
        /// Something in the handler compares it, matches it or hands it to a function that may.
        checked: Type::Bool,
    }

    /// A handler opens a WebSocket.
    WebSocket websocket "websocket" {
        /// Cookies or a session say who is there.
        cookie_auth: Type::Bool,
        /// The package reads the Origin header somewhere.
        origin_checked: Type::Bool,
    }

    /// A route whose handler changes something.
    Route route "route" {
        /// The path as written.
        path: Type::Text,
        /// The method by which it is reached.
        method: Type::Enum(&["get"]),
        /// What the handler does, judged by its name.
        action: Type::Enum(&["logout", "delete"]),
        /// The handler itself changes something, and does not only show a page.
        acts: Type::Bool,
    }

    /// A package whose routes change something for whoever has a cookie.
    Csrf csrf "csrf" {
        /// A cookie says who asks.
        cookie_auth: Type::Bool,
        /// The package names something against forged requests: a token, Origin, Sec-Fetch-Site.
        defended: Type::Bool,
    }

    /// An auth library that a project asks for, or that its lock file has.
    Dependency dependency "dependency" {
        /// The package's name.
        name: Type::Text,
        /// Whose package it is.
        ecosystem: Type::Enum(&["cargo", "npm"]),
        /// The locked version, or the requirement as written.
        version: Type::Text,
        /// The requirement of a manifest, or the version of a lock file.
        place: Type::Enum(&["manifest", "lock"]),
        /// Advisories hold for that version, or for the newest one that the requirement can resolve to.
        affected: Type::Bool,
        /// Identifiers of these advisories.
        advisories: Type::Set,
        /// What the gravest of them is about.
        problem: Type::Phrase,
        /// What it leads to.
        impact: Type::Enum(&["bypass", "weakness"]),
        /// The nearest version that has all fixes.
        fixed: Type::Text,
        /// A feature that switches a protection off.
        dangerous_feature: Type::Text,
        /// What that feature does.
        feature_problem: Type::Phrase,
        /// Which uses of the library the advisories are about.
        concerns: Type::Enum(&["every-use", "unrequired-times"]),
    }
    /// A key of a key set, or a key in PEM form.
    JwksKey jwks_key "jwks-key" {
        /// The key's identifier in its set.
        kid: Type::Text,
        /// Bits of the modulus of an RSA key.
        rsa_bits: Type::Int,
        /// The public exponent of an RSA key, where it fits into 63 bits.
        exponent: Type::Int,
        /// The modulus of an RSA key has the trace of a generator whose keys anybody can factor.
        factorable: Type::Bool,
        /// Members that must stay private and look real.
        private_members: Type::Set,
        /// What the key has in common with one that stands before it in the same set.
        twin: Type::Enum(&["same-kid", "same-kid-other-kind", "same-key-other-use"]),
        /// What its members say against each other.
        contradiction: Type::Phrase,
    }

    /// What a provider says of itself in its discovery document.
    OidcMetadata oidc_metadata "oidc-metadata" {
        /// The provider's address, which tokens name as `iss`.
        issuer: Type::Text,
        /// The issuer that the address names, from which the document was fetched (RFC 8414 section 3.1).
        fetched_as: Type::Text,
        /// The document names another issuer than its address does.
        issuer_differs: Type::Bool,
        /// Members that name an address on the network without TLS.
        plain_http: Type::Set,
        /// ID tokens may come unsigned.
        unsigned_id_tokens: Type::Bool,
    }

    /// A token that is given out is put into a table, or into a store of keys and values.
    TokenStore token_store "token-store" {
        /// The column or field that holds it.
        name: Type::Text,
        /// It is kept as it is given out: its way from where it is drawn or signed is seen, and nothing on it hashes.
        in_clear: Type::Bool,
    }

    /// A handler takes a refresh token and gives a new access token.
    Refresh refresh "refresh" {
        /// The refresh token is replaced or noted as used.
        rotates: Type::Bool,
    }
}

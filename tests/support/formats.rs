//! One secret named for JWTs, in every format that configuration is written in.

#![allow(dead_code)] // each test file uses its own part of this one

/// How a secret named for JWTs is written in a format: path, text in front, text behind, and how a value is quoted.
pub struct Format {
    pub path: &'static str,
    pub head: &'static str,
    pub tail: &'static str,
    pub quote: fn(&str) -> String,
}

fn bare(text: &str) -> String {
    text.to_owned()
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

fn single(text: &str) -> String {
    text.replace('\'', "''")
}

fn markup(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

pub const FORMATS: &[Format] = &[
    Format { path: "config/app.yaml", head: "jwt:\n  secret: '", tail: "'\n", quote: single },
    Format { path: "config/app.yml", head: "jwt:\n  secret: \"", tail: "\"\nnext: 1\n", quote: escaped },
    Format { path: "config/app.json", head: "{ \"jwt\": { \"secret\": \"", tail: "\" } }\n", quote: escaped },
    Format { path: "config/app.toml", head: "[jwt]\nsecret = \"", tail: "\"\n", quote: escaped },
    Format { path: ".env", head: "JWT_SECRET=", tail: "\n", quote: bare },
    Format { path: "app.env", head: "JWT_SECRET=\"", tail: "\"\n", quote: escaped },
    Format { path: "config/production.ini", head: "[jwt]\njwt_secret = ", tail: "\n", quote: bare },
    Format { path: "application.properties", head: "app.jwt.secret=", tail: "\n", quote: bare },
    Format {
        path: "web.config",
        head: "<configuration><appSettings><add key=\"JwtSecret\" value=\"",
        tail: "\"/></appSettings></configuration>\n",
        quote: markup,
    },
    Format { path: "Dockerfile", head: "FROM scratch\nENV JWT_SECRET=\"", tail: "\"\n", quote: escaped },
    Format {
        path: "docker-compose.yml",
        head: "services:\n  a:\n    image: a\n    environment:\n      - 'JWT_SECRET=",
        tail: "'\n",
        quote: single,
    },
    Format {
        path: "k8s.yaml",
        head: "apiVersion: v1\nkind: Pod\nspec:\n  containers:\n    - name: a\n      env:\n        - name: JWT_SECRET\n          value: '",
        tail: "'\n",
        quote: single,
    },
    Format { path: "app.service", head: "[Service]\nEnvironment='JWT_SECRET=", tail: "'\n", quote: bare },
    Format {
        path: "nginx.conf",
        head: "server {\n  listen 80;\n  auth_jwt_key \"",
        tail: "\";\n}\n",
        quote: escaped,
    },
    Format {
        path: ".github/workflows/deploy.yml",
        head: "on: push\njobs:\n  deploy:\n    runs-on: a\n    env:\n      JWT_SECRET: '",
        tail: "'\n    steps: []\n",
        quote: single,
    },
    Format { path: "terraform.tfvars", head: "jwt_secret = \"", tail: "\"\n", quote: escaped },
];

impl Format {
    /// A file whose secret has this value.
    pub fn text(&self, value: &str) -> String {
        format!("{}{}{}", self.head, (self.quote)(value), self.tail)
    }
}

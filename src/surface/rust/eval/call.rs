//! Calls: the project's own functions are followed, modelled libraries are looked up, the rest may
//! change what it is lent.

use super::super::index::At;
use super::super::ir::{Expr, Function, Kind, Pattern, Type};
use super::super::value::{Known, Val};
use super::text::repeated;
use super::written::{Site, names_of, written};
use super::{Evaluator, Frame, MAX_DEPTH};
use crate::fact::{Context, role};
use crate::source::Span;

impl Evaluator<'_> {
    pub(super) fn call(&mut self, callee: &Expr, args: &[Expr], span: Span) -> Known {
        let known = self.call_of(callee, args, span);
        self.lent(args);
        known
    }

    fn call_of(&mut self, callee: &Expr, args: &[Expr], span: Span) -> Known {
        let Kind::Path(path) = &*callee.kind else {
            let called = self.expr(callee).called();
            self.exprs(args);
            return called;
        };
        self.note_call(path);
        let values = self.exprs(args);
        if let Some(known) = self.wrapper_or_closure(path, &values) {
            return known;
        }
        let candidates = self.resolve(path);
        if let Some(at) = candidates.function(self.krate) {
            return self.inline(at, None, (args, &values), span);
        }
        let written = written(args);
        let site = Site { args: &values, written: &written, receiver: None, span };
        self.type_arguments = self.types_at(callee.span);
        let known = self.library_call(&candidates, &site);
        self.type_arguments.clear();
        if let Some(known) = known {
            let krate = self.krate;
            let types =
                krate.files.get(self.frame.file).and_then(|(_, file)| file.type_arguments.get(&callee.span));
            return self.read_into(known, types.and_then(|types| types.first()));
        }
        self.taint(args, &values);
        self.configured_elsewhere(path, &values);
        if let Some(known) = path.last().and_then(|name| self.coded(name, None, &values, span)) {
            return known;
        }
        self.derived(&candidates, span).unwrap_or_else(|| Known::unknown(span))
    }

    /// Full paths of the types between the angle brackets of a called path, inner ones included.
    fn types_at(&self, callee: Span) -> Vec<String> {
        let types =
            self.krate.files.get(self.frame.file).and_then(|(_, file)| file.type_arguments.get(&callee));
        let mut open: Vec<&Type> = types.into_iter().flatten().collect();
        let mut all = Vec::new();
        while let Some(ty) = open.pop() {
            open.extend(&ty.arguments);
            all.extend(self.resolve(&ty.path).iter().map(|path| path.join("::")));
        }
        all
    }

    /// `Some(x)` and `Ok(x)` are x in other clothes; a local may hold a closure.
    fn wrapper_or_closure(&mut self, path: &[String], values: &[Known]) -> Option<Known> {
        let [name] = path else { return None };
        match (name.as_str(), values) {
            ("Some" | "Ok", [inner]) => Some(inner.clone()),
            _ => match self.name(name) {
                Some(Known { val: Val::Closure(result), .. }) => Some((**result).clone()),
                _ => None,
            },
        }
    }

    pub(super) fn method(&mut self, receiver: &Expr, name: &str, args: &[Expr], span: Span) -> Known {
        let known = self.method_of(receiver, name, args, span);
        self.lent(args);
        known
    }

    fn method_of(&mut self, receiver: &Expr, name: &str, args: &[Expr], span: Span) -> Known {
        let target = self.expr(receiver);
        let target = self.adopted(receiver, target, name);
        self.note_call(std::slice::from_ref(&name.to_owned()));
        let selects = self.frame.selects;
        self.frame.selects |= role::selects_rows(name);
        let values = self.arguments(&target, name, args);
        self.frame.selects = selects;
        self.note_filled(receiver, name, &values);
        if role::fills_text(name) {
            self.changed_text(receiver);
        }
        if let ("eq" | "ne", [arg], [value]) = (name, args, values.as_slice()) {
            self.compared((receiver, &target), (arg, value), span);
        }
        if let Some(known) = self.coded(name, Some(&target), &values, span) {
            return known;
        }
        let written = written(args);
        let site = Site { args: &values, written: &written, receiver: Some(&target), span };
        let chained = !matches!(&*receiver.kind, Kind::Path(_));
        if let Some(known) = self.method_on_object(&target, name, &site, chained) {
            return known;
        }
        if let Some(known) = self.own_method(&target, name, (args, &values), span) {
            return known;
        }
        if let Some(known) = self.built(&target, name, &values) {
            return known;
        }
        if let ("repeat", [times]) = (name, values.as_slice())
            && let Some(known) = repeated(&target, times)
        {
            return known;
        }
        if let Val::Typed(path) = &target.val {
            let full = [path.as_slice(), &[name.to_owned()]].concat();
            if let Some(known) = self.library_call(&[full], &site) {
                return known;
            }
        }
        let passed = self.pass_by_name(name, &site);
        if let Some(known) = self.make_by_name(name, &site) {
            return known;
        }
        if let Some(known) = self.value_method(name, &site) {
            self.keep_layers(receiver, &known);
            return known;
        }
        match passed {
            true => {}
            // One of the crate's own methods, though we don't know whose, may set what it is handed.
            false if target.is_unknown() && self.krate.has_method_named(name) => {
                values.iter().for_each(|value| self.forget(value));
            }
            false => self.taint(args, &values),
        }
        Known::unknown(span)
    }

    /// Arguments of a method. A closure that is handed to something that is known gets it: `secret.map(|s| ..)`.
    fn arguments(&mut self, target: &Known, name: &str, args: &[Expr]) -> Vec<Known> {
        let of_error = name.ends_with("_err") || name.ends_with("_else");
        let read = !of_error
            && matches!(
                target.val,
                Val::Env { .. }
                    | Val::Setting(_)
                    | Val::Text(_)
                    | Val::Bytes(_)
                    | Val::Typed(_)
                    | Val::Struct(_)
            );
        args.iter()
            .map(|arg| match &*arg.kind {
                Kind::Closure { params, body } if read => {
                    self.closure(params, body, target.clone(), arg.span)
                }
                _ => self.expr(arg),
            })
            .collect()
    }

    /// A method of a type of this crate.
    fn own_method(
        &mut self,
        target: &Known,
        name: &str,
        given: (&[Expr], &[Known]),
        span: Span,
    ) -> Option<Known> {
        let path = match &target.val {
            Val::Typed(path) => path.clone(),
            Val::Struct(value) => value.path.clone(),
            Val::Layers(layers) => layers.of.clone()?,
            Val::Path(path)
                if path.len() > 1 && self.krate.enumeration(&path[..path.len() - 1]).is_some() =>
            {
                path[..path.len() - 1].to_vec()
            }
            _ => return None,
        };
        let full = [path.as_slice(), &[name.to_owned()]].concat();
        let by_type = || path.last().and_then(|last| self.krate.method(last, name));
        let inherited = || self.krate.inherited_method(&path, name);
        let at = self.krate.function(&full).or_else(by_type).or_else(inherited)?;
        Some(self.inline(at, Some(target.clone()), given, span))
    }

    /// Follows a call of the crate's own function, its parameters bound to what the caller knows.
    pub(super) fn inline(
        &mut self,
        at: At,
        receiver: Option<Known>,
        (args, values): (&[Expr], &[Known]),
        span: Span,
    ) -> Known {
        let function = self.krate.function_at(at);
        let followed =
            !self.active.contains(&(true, at)) && self.depth < MAX_DEPTH && self.steps >= function.size;
        if !followed {
            // Whatever it does with what it is handed stays unknown.
            values.iter().for_each(|value| self.forget(value));
            return self.declared(at, span);
        }
        let wanted_as = self.name_of_result();
        let given = self.given_names(function, args);
        let mut frame = Frame { given, wanted_as, ..self.frame_of(at, function) };
        // What a function for tests brings along stays its own business, whoever calls that function.
        if self.depth > 0 && self.frame.context.is_some_and(Context::is_aside) {
            frame.context = frame.context.max(self.frame.context);
        }
        let outer = std::mem::replace(&mut self.frame, frame);
        let diverged = std::mem::take(&mut self.diverged);
        self.active.push((true, at));
        self.depth += 1;
        self.bind_arguments(at, receiver, values, span);
        let value = self.block(&function.body);
        let tail = if self.diverged { None } else { Some(value) };
        let returns = std::mem::take(&mut self.frame.returns);
        let result = returns.into_iter().chain(tail).reduce(Known::or);
        let result = result.map(|known| self.read_into(known, function.output.as_ref()));
        self.depth -= 1;
        self.active.pop();
        self.diverged = diverged;
        self.frame = outer;
        match result.filter(|known| !known.is_unknown()) {
            Some(known) => known.via(span, "returned by this call").through_call(),
            None => self.declared(at, span),
        }
    }

    /// A value of which only the function's signature tells the type; `Result<T, E>` is read as T.
    fn declared(&mut self, at: At, span: Span) -> Known {
        let krate = self.krate;
        let function = krate.function_at(at);
        let Some(output) = &function.output else { return Known::unknown(span) };
        let fallible = output.path.last().is_some_and(|last| last == "Result");
        let ty = output.arguments.first().filter(|_| fallible).unwrap_or(output);
        let frame = self.frame_of(at, function);
        let outer = std::mem::replace(&mut self.frame, frame);
        let known = self.typed(ty, span);
        self.frame = outer;
        let own = matches!(&known.val, Val::Typed(path) if krate.structure(path).is_some());
        if own { known } else { Known::unknown(span) }
    }

    /// What a closure gives, or a function of this crate that is handed over by its name.
    pub(super) fn result_of(&mut self, known: Known, span: Span) -> Known {
        match &known.val {
            Val::Path(path) => match self.krate.function(path) {
                Some(at) if self.krate.function_at(at).params.is_empty() => {
                    self.inline(at, None, (&[], &[]), span)
                }
                _ => known,
            },
            _ => known.called(),
        }
    }

    /// Parameters, each with the names of what the caller hands over for it.
    fn given_names(&self, function: &Function, args: &[Expr]) -> Vec<(String, String)> {
        let params = function.params.iter().filter(|param| !param.is_self());
        let mut all = Vec::new();
        for (param, arg) in params.zip(args) {
            let Pattern::Bind { name, .. } = &param.pattern else { continue };
            let names = names_of(arg);
            let further = self.frame.given.iter().filter(|(known, _)| names.contains(known));
            let further: Vec<String> = further.map(|(_, name)| name.clone()).collect();
            let distinct = names.iter().chain(&further).filter(|given| *given != name);
            all.extend(distinct.map(|given| (name.clone(), given.clone())));
        }
        all
    }

    fn bind_arguments(&mut self, at: At, receiver: Option<Known>, values: &[Known], span: Span) {
        let function = self.krate.function_at(at);
        let takes_self = function.params.first().is_some_and(|param| param.is_self());
        let mut given = values.iter();
        for (number, param) in function.params.iter().enumerate() {
            let value = match (&receiver, takes_self && number == 0) {
                // The type's own place knows its path better than the caller does.
                (Some(receiver), true) => {
                    Some(receiver.clone()).filter(|known| !matches!(known.val, Val::Typed(_)))
                }
                _ => given.next().cloned(),
            };
            match value {
                Some(known) if !known.is_unknown() => {
                    self.bind(&param.pattern, known.via(span, "passed by this call").through_call());
                }
                _ => self.bind_param(&param.pattern, param.ty.as_ref(), function.span),
            }
        }
    }

    pub(super) fn macro_call(&mut self, path: &[String], args: &[Expr], span: Span) -> Known {
        let name = path.last().map(String::as_str).unwrap_or("");
        let values = self.exprs(args);
        match name {
            "panic" | "unreachable" | "todo" | "unimplemented" | "bail" => {
                self.diverged = true;
                Known::unknown(span)
            }
            "concat" => {
                let texts: Option<Vec<&str>> = values.iter().map(Known::text).collect();
                texts.map_or(Known::unknown(span), |texts| Known::new(Val::Text(texts.concat()), span))
            }
            "format" => self.format(args, &values, span),
            "write" | "writeln" if args.len() > 1 => {
                self.format(&args[1..], &values[1..], span);
                Known::unknown(span)
            }
            "cfg" => Known::unknown(span),
            "try" => values.into_iter().next().unwrap_or(Known::unknown(span)),
            "matches" => self.matches(&values, args, span),
            _ => {
                let written = written(args);
                let site = Site { args: &values, written: &written, receiver: None, span };
                self.value_macro(name, &site).unwrap_or_else(|| Known::unknown(span))
            }
        }
    }
}

//! The examples of RFC 7515 appendix A, RFC 7516 appendix A and RFC 7519, decoded.

use super::super::verify::{Hs, hmac_matches};
use super::super::{Form, audit, decode, jwk, read, sample, serial};
use super::{b64, problems};

const JOE: &str = "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}";

const HS256_SIGNATURE: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const HS256_KEY: &str =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
const RS256_SIGNATURE: &str = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujG\
    bds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K\
    0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6\
    LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
const ES256_SIGNATURE: &str =
    "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const ES512_SIGNATURE: &str = "AdwMgeerwtHoh-l192l60hp9wAHZFVJbLfD_UxMi70cwnZOYaRI1bKPWROc-mZZqwqT2SI-KGDKB34XO0aw_7XdtAG8GaSwF\
    KdCAPZgoXD2YBJZCPEX3xKpRwcdOO8KpEHwJjyqOgzDO7iKvU8vcnwNrmxYbSW9ERBXukOXolLzeO_Jn";
const JWE_A1: &str = "eyJhbGciOiJSU0EtT0FFUCIsImVuYyI6IkEyNTZHQ00ifQ.OKOawDo13gRp2ojaHV7LFpZcgV7T6DVZKTyKOMTYUmKoTCVJR\
    gckCL9kiMT03JGeipsEdY3mx_etLbbWSrFr05kLzcSr4qKAq7YN7e9jwQRb23nfa6c9d-StnImGyFDbSv04uVuxIp5Zms1gN\
    xKKK2Da14B8S4rzVRltdYwam_lDp5XnZAYpQdb76FdIKLaVmqgfwX7XWRxv2322i-vDxRfqNzo_tETKzpVLzfiwQyeyPGLBI\
    O56YJ7eObdv0je81860ppamavo35UgoRdbYaBcoh9QcfylQr66oc6vFWXRcZ_ZT2LawVCWTIy3brGPi6UklfCpIMfIjf7iGd\
    XKHzg.48V1_ALb6US04U3b.5eym8TW_c8SuK0ltJ3rpYIzOeDQz7TALvtu6UG9oMo4vpzs9tX_EFShS8iB7j6jiSdiwkIr3a\
    jwQzaBtQD_A.XFBoMYUZodetZdvTiFvSkQ";
const JWE_A2: &str = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.UGhIOguC7IuEvf_NPVaXsGMoLOmwvc1GyqlIKOK1nN94\
    nHPoltGRhWhw7Zx0-kFm1NJn8LE9XShH59_i8J0PH5ZZyNfGy2xGdULU7sHNF6Gp2vPLgNZ__deLKxGHZ7PcHALUzoOegEI-\
    8E66jX2E4zyJKx-YxzZIItRzC5hlRirb6Y5Cl_p-ko3YvkkysZIFNPccxRU7qve1WYPxqbb2Yw8kZqa2rMWI5ng8OtvzlV7e\
    lprCbuPhcCdZ6XDP0_F8rkXds2vE4X-ncOIM8hAYHHi29NX0mcKiRaD0-D-ljQTP-cFPgwCp6X-nZZd9OHBv-B3oWh2TbqmS\
    cqXMR4gp_A.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.9hH0vgRfYgPnAHOd8s\
    tkvw";
const JWE_A3: &str = "eyJhbGciOiJBMTI4S1ciLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzB\
    C2IlrT1oOQ.AxY8DCtDaGlsbGljb3RoZQ.KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY.U0m_YmjN04DJvceFIC\
    bCVQ";
const JWT_A1: &str = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.QR1Owv2ug2WyPBnbQrRARTeEk9kDO2w8qDcjiHnSJflS\
    dv1iNqhWXaKH4MqAkQtMoNfABIPJaZm0HaA415sv3aeuBWnD8J-Ui7Ah6cWafs3ZwwFKDFUUsWHSK-IPKxLGTkND09XyjORj\
    _CHAgOPJ-Sd8ONQRnJvWn_hXV1BNMHzUjPyYwEsRhDhzjAD26imasOTsgruobpYGoQcXUwFDn7moXPRfDE8-NoQX7N7ZYMmp\
    UDkR-Cx9obNGwJQ3nM52YCitxoQVPzjbl7WBuB7AohdBoZOdZ24WlN1lVIeh8v1K4krB8xgKvRU8kgFrEn_a1rZgN5Tiysnm\
    zTROF869lQ.AxY8DCtDaGlsbGljb3RoZQ.MKOle7UQrG6nSxTLX6Mqwt0orbHvAKeWnDYvpIAeZ72deHxz3roJDXQyhxx0wK\
    aMHDjUEOKIwrtkHthpqEanSBNYHZgmNOV7sln1Eu9g3J8.fiK51VwhsxJ-siBMR-YFiA";
const JWT_A2: &str = "eyJhbGciOiJSU0ExXzUiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2IiwiY3R5IjoiSldUIn0.g_hEwksO1Ax8Qn7HoN-BVeBoa8FX\
    e0kpyk_XdcSmxvcM5_P296JXXtoHISr_DD_MqewaQSH4dZOQHoUgKLeFly-9RI11TG-_Ge1bZFazBPwKC5lJ6OLANLMd0QSL\
    4fYEb9ERe-epKYE3xb2jfY1AltHqBO-PM6j23Guj2yDKnFv6WO72tteVzm_2n17SBFvhDuR9a2nHTE67pe0XGBUS_TK7ecA-\
    iVq5COeVdJR4U4VZGGlxRGPLRHvolVLEHx6DYyLpw30Ay9R6d68YCLi9FYTq3hIXPK_-dmPlOUlKvPr1GgJzRoeC9G5qCvdc\
    HWsqJGTO_z3Wfo5zsqwkxruxwA.UmVkbW9uZCBXQSA5ODA1Mg.VwHERHPvCNcHHpTjkoigx3_ExK0Qc71RMEParpatm0X_qp\
    g-w8kozSjfNIPPXiTBBLXR65CIPkFqz4l1Ae9w_uowKiwyi9acgVztAi-pSL8GQSXnaamh9kX1mdh3M_TT-FZGQFQsFhu0Z7\
    2gJKGdfGE-OE7hS1zuBD5oEUfk0Dmb0VzWEzpxxiSSBbBAzP10l56pPfAtrjEYw-7ygeMkwBl6Z_mLS6w6xUgKlvW6ULmkV-\
    uLC4FUiyKECK4e3WZYKw1bpgIqGYsw2v_grHjszJZ-_I5uM-9RA8ycX9KqPRp9gc6pXmoU_-27ATs9XCvrZXUtK2902AUzqp\
    eEUJYjWWxSNsS-r1TJ1I-FMJ4XyAiGrfmo9hQPcNBYxPz3GQb28Y5CLSQfNgKSGt0A4isp1hBUXBHAndgtcslt7ZoQJaKe_n\
    NJgNliWtWpJ_ebuOpEl8jdhehdccnRMIwAmU1n7SPkmhIl1HlSOpvcvDfhUN5wuqU955vOBvfkBOh5A11UzBuo2WlgZ6hYi9\
    -e3w29bR0C2-pp3jbqxEDw3iWaf2dc5b-LnR0FEYXvI_tYk5rd_J9N0mg0tQ6RbpxNEMNoA9QWk5lgdPvbh9BaO195abQ.AV\
    O9iT5AV4CzvDJCdhSFlQ";

fn signed(header: &str, payload: &str, signature: &str) -> String {
    format!("{}.{}.{signature}", b64(header), b64(payload))
}

pub fn rs256_example() -> String {
    signed(r#"{"alg":"RS256"}"#, JOE, RS256_SIGNATURE)
}

pub fn es256_example() -> String {
    signed(r#"{"alg":"ES256"}"#, JOE, ES256_SIGNATURE)
}

pub fn es512_example() -> String {
    signed(r#"{"alg":"ES512"}"#, "Payload", ES512_SIGNATURE)
}

pub fn hs256_example() -> String {
    signed("{\"typ\":\"JWT\",\r\n \"alg\":\"HS256\"}", JOE, HS256_SIGNATURE)
}

#[test]
fn a1_is_a_jwt_under_hs256() {
    let text = hs256_example();
    let decoded = decode(&text);
    assert_eq!((decoded.form, decoded.defects.len()), (Form::Jws, 0));
    let traits = audit(&decoded);
    assert_eq!(traits.header.traits.algorithm.as_deref(), Some("HS256"));
    assert_eq!((traits.exp, traits.has_exp, traits.lifetime), (Some(1_300_819_380), Some(true), None));
    assert_eq!(traits.signature.fits, Some(true));
    assert!(traits.names.top.contains("http://example.com/is_root"));
    assert_eq!(sample::sample(&text), Some("RFC 7515 A.1, RFC 7519 3.1"));
}

#[test]
fn a1_verifies_under_its_key_and_no_other() {
    let text = hs256_example();
    let decoded = decode(&text);
    let input = &text.as_bytes()[..decoded.signing_length];
    let key = super::super::base64url::decode(HS256_KEY.as_bytes()).bytes;
    assert!(hmac_matches(input, &decoded.signature, Hs::Hs256, &key));
    assert!(!hmac_matches(input, &decoded.signature, Hs::Hs256, &key[1..]));
    assert!(!hmac_matches(input, &decoded.signature, Hs::Hs512, &key));
}

#[test]
fn a2_tells_the_size_of_the_rsa_key() {
    let traits = audit(&decode(&signed(r#"{"alg":"RS256"}"#, JOE, RS256_SIGNATURE)));
    assert_eq!((traits.signature.rsa_bits, traits.signature.fits), (Some(2048), Some(true)));
}

#[test]
fn a3_and_a4_have_ecdsa_signatures_of_the_right_length() {
    let a3 = decode(&signed(r#"{"alg":"ES256"}"#, JOE, ES256_SIGNATURE));
    let a4 = decode(&signed(r#"{"alg":"ES512"}"#, "Payload", ES512_SIGNATURE));
    for decoded in [&a3, &a4] {
        let shape = audit(decoded).signature;
        assert_eq!((shape.fits, shape.out_of_range, shape.all_zero), (Some(true), false, false));
    }
    assert!(a3.defects.is_empty());
    assert!(a4.payload.is_none());
    assert_eq!(audit(&a4).has_exp, None);
}

#[test]
fn a4_has_a_payload_that_is_no_claims_set() {
    let text = signed(r#"{"alg":"ES512"}"#, "Payload", ES512_SIGNATURE);
    assert_eq!(problems(&text), ["not-json"]);
}

#[test]
fn a5_is_unsecured() {
    let text = signed(r#"{"alg":"none"}"#, JOE, "");
    let decoded = decode(&text);
    assert_eq!((decoded.form, decoded.defects.len()), (Form::UnsecuredJws, 0));
    assert!(audit(&decoded).alg_none);
    assert_eq!(sample::sample(&text), Some("RFC 7515 A.5, RFC 7519 6.1"));
}

#[test]
fn a6_yields_a_compact_text_for_each_signature() {
    let (rsa, ec) = (b64(r#"{"alg":"RS256"}"#), b64(r#"{"alg":"ES256"}"#));
    let text = format!(
        r#"{{"payload":"{}","signatures":[
            {{"protected":"{rsa}","header":{{"kid":"2010-12-29"}},"signature":"{RS256_SIGNATURE}"}},
            {{"protected":"{ec}","header":{{"kid":"e9bc"}},"signature":"{ES256_SIGNATURE}"}}]}}"#,
        b64(JOE)
    );
    let texts = serial::compact_texts(&read::json(text.as_bytes()).json.unwrap());
    let names: Vec<_> = texts.iter().map(|text| sample::sample(text).unwrap()).collect();
    assert_eq!(names, ["RFC 7515 A.2", "RFC 7515 A.3"]);
    assert!(texts.iter().all(|text| decode(text).defects.is_empty()));
}

#[test]
fn a7_is_flattened() {
    let protected = b64(r#"{"alg":"ES256"}"#);
    let text =
        format!(r#"{{"payload":"{}","protected":"{protected}","signature":"{ES256_SIGNATURE}"}}"#, b64(JOE));
    let texts = serial::compact_texts(&read::json(text.as_bytes()).json.unwrap());
    assert_eq!(texts, [signed(r#"{"alg":"ES256"}"#, JOE, ES256_SIGNATURE)]);
}

#[test]
fn encrypted_examples_decode_without_defects() {
    let examples = [
        (JWE_A1, "RSA-OAEP", "A256GCM", "RFC 7516 A.1"),
        (JWE_A2, "RSA1_5", "A128CBC-HS256", "RFC 7516 A.2"),
        (JWE_A3, "A128KW", "A128CBC-HS256", "RFC 7516 A.3"),
        (JWT_A1, "RSA1_5", "A128CBC-HS256", "RFC 7519 A.1"),
        (JWT_A2, "RSA1_5", "A128CBC-HS256", "RFC 7519 A.2"),
    ];
    for (text, algorithm, encryption, name) in examples {
        let decoded = decode(text);
        assert_eq!((decoded.form, decoded.defects.as_slice()), (Form::Jwe, &[][..]), "{name}");
        let traits = audit(&decoded);
        assert_eq!(traits.header.traits.algorithm.as_deref(), Some(algorithm));
        assert_eq!(traits.header.traits.encryption.as_deref(), Some(encryption));
        assert_eq!((traits.signature.length, traits.signature.fits), (16, Some(true)));
        assert_eq!((traits.has_exp, traits.alg_none), (None, false));
        assert_eq!(sample::sample(text), Some(name));
    }
}

/// RFC 7516 A.4 and A.5: `alg` stands in the unprotected header, for which nothing vouches.
#[test]
fn encrypted_examples_in_json_are_put_together() {
    let protected = b64(r#"{"enc":"A128CBC-HS256"}"#);
    let common = format!(
        r#""protected":"{protected}","unprotected":{{"jku":"https://server.example.com/keys.jwks"}},
        "iv":"AxY8DCtDaGlsbGljb3RoZQ","ciphertext":"KDlTtXchhZTGufMYmOYGS4HffxPSUrfmqCHXaI9wOGY",
        "tag":"Mz-VPPyU4RlcuYv1IwIvzw""#
    );
    let recipient = r#""header":{"alg":"A128KW","kid":"7"},
        "encrypted_key":"6KB707dM9YTIgHtLvtgWQ8mKwboJW3of9locizkDTHzBC2IlrT1oOQ""#;
    let general = format!(r#"{{{common},"recipients":[{{{recipient}}},{{{recipient}}}]}}"#);
    let flattened = format!("{{{common},{recipient}}}");
    for (text, count) in [(general, 2), (flattened, 1)] {
        let texts = serial::compact_texts(&read::json(text.as_bytes()).json.unwrap());
        assert_eq!(texts.len(), count);
        for text in texts {
            assert_eq!((decode(&text).form, problems(&text)), (Form::Jwe, vec!["algorithm-missing"]));
        }
    }
}

/// RFC 7517 A.1 and A.3, without the RSA key of A.1.
#[test]
fn key_sets_of_rfc_7517_show_their_kinds() {
    let public = r#"{"keys":[{"kty":"EC","crv":"P-256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM","use":"enc","kid":"1"}]}"#;
    let symmetric = format!(
        r#"{{"keys":[{{"kty":"oct","alg":"A128KW","k":"GawgguFyGrWKav7AX4VKUg"}},
        {{"kty":"oct","k":"{HS256_KEY}","kid":"HMAC key used in JWS spec Appendix A.1 example"}}]}}"#
    );
    let kinds = |text: &str| {
        let keys = jwk::keys(&read::json(text.as_bytes()).json.unwrap()).unwrap();
        let kind =
            |key: &jwk::Key| (key.kty.clone().unwrap(), key.bits.unwrap(), key.private_material.clone());
        keys.iter().map(kind).collect::<Vec<_>>()
    };
    assert_eq!(kinds(public), [("EC".to_owned(), 256, vec![])]);
    assert_eq!(kinds(&symmetric), [("oct".to_owned(), 128, vec!["k"]), ("oct".to_owned(), 512, vec!["k"])]);
}

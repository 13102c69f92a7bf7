package io.fluxgateway.jwt;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Tokens that must not get through, each with what is wrong with it: known attacks (RFC 8725 section 2) and broken ones. */
final class HostileTokens {
    private static final long NOW = Token.NOW.getEpochSecond();

    private final Map<String, String> all = new LinkedHashMap<>();
    private final Token good;

    private HostileTokens(String issuer) {
        this.good = Token.of(issuer);
    }

    /**
     * @param issuer   whose keys are those of {@link Keys}
     * @param attacker the address of somebody else, who would like to be asked for keys
     */
    static Map<String, String> of(String issuer, String attacker) {
        HostileTokens tokens = new HostileTokens(issuer);
        tokens.unsigned();
        tokens.signedWithThePublicKey();
        tokens.namedKeys(attacker);
        tokens.otherSignatures();
        tokens.wrongClaims(issuer);
        tokens.wrongTimes();
        tokens.strangeHeaders();
        tokens.broken();
        return tokens.all;
    }

    private void unsigned() {
        for (String none : List.of("none", "None", "NONE", "nOnE", "none ", "", "NoNe\0")) {
            Token token = good.header("alg", none);
            all.put("alg " + none + " without a signature", token.unsigned() + ".");
            all.put("alg " + none + " with the signature of RS256", token.signed());
        }
        all.put("no alg", good.withoutHeader("alg").signed());
        all.put("alg null", good.header("alg", null).signed());
        all.put("alg array", good.header("alg", List.of("RS256")).signed());
        all.put("alg number", good.header("alg", 256).signed());
        all.put("alg in lower case", good.header("alg", "rs256").signed());
        all.put("RS256 without a signature", good.unsigned() + ".");
    }

    private void signedWithThePublicKey() {
        byte[] der;
        try {
            der = Keys.RSA.jwk().toRSAKey().toPublicKey().getEncoded();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new AssertionError(e);
        }
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        Map<String, byte[]> secrets = new LinkedHashMap<>();
        secrets.put("PEM", pem.getBytes(StandardCharsets.US_ASCII));
        secrets.put("PEM without the last line break", pem.strip().getBytes(StandardCharsets.US_ASCII));
        secrets.put("DER", der);
        secrets.put("modulus", Keys.RSA.jwk().toRSAKey().getModulus().decode());
        secrets.put("JWK", Keys.RSA.jwk().toJSONString().getBytes(StandardCharsets.UTF_8));
        secrets.forEach((form, secret) -> {
            for (String size : List.of("256", "384", "512")) {
                String input = good.header("alg", "HS" + size).unsigned();
                all.put(
                        "HS" + size + " with the public key as " + form,
                        input + "." + mac("HmacSHA" + size, secret, input));
            }
        });
        String input = good.unsigned();
        all.put("RS256 with the MAC of HS256", input + "." + mac("HmacSHA256", der, input));
    }

    private void namedKeys(String attacker) {
        for (String id : List.of(
                "../../../../../../dev/null",
                "/dev/null",
                "C:\\Windows\\win.ini",
                "' OR '1'='1",
                "x' UNION SELECT 'secret' --",
                "| /bin/sh -c id",
                attacker + "/keys",
                "file:///etc/passwd",
                "rsa-1\0",
                "rsa-1 ",
                "RSA-1",
                "",
                "${jndi:ldap://127.0.0.1/x}",
                "k".repeat(300))) {
            all.put("kid " + id, good.header("kid", id).signed(Keys.OTHER_RSA, "RS256"));
        }
        all.put("kid number", good.header("kid", 1).signed());
        all.put("kid null", good.header("kid", null).signed());
        all.put("kid array", good.header("kid", List.of("rsa-1")).signed());
        all.put("another key of the same kid", good.signed(Keys.OTHER_RSA, "RS256"));
        Token foreign = good.header("kid", "theirs");
        all.put("jku", foreign.header("jku", attacker + "/keys").signed(Keys.OTHER_RSA, "RS256"));
        all.put("x5u", foreign.header("x5u", attacker + "/keys").signed(Keys.OTHER_RSA, "RS256"));
        all.put("jku with the right kid", good.header("jku", attacker + "/keys").signed(Keys.OTHER_RSA, "RS256"));
        all.put("jwk", good.header("jwk", Keys.OTHER_RSA.jwk().toJSONObject()).signed(Keys.OTHER_RSA, "RS256"));
        all.put(
                "jwk and no kid",
                good.withoutHeader("kid")
                        .header("jwk", Keys.OTHER_RSA.jwk().toJSONObject())
                        .signed(Keys.OTHER_RSA, "RS256"));
        all.put("x5c", good.header("x5c", List.of("MIIB")).signed(Keys.OTHER_RSA, "RS256"));
    }

    private void otherSignatures() {
        Token ec = good.header("alg", "ES256").header("kid", "ec-1");
        all.put("ES256 of zeros", ec.unsigned() + "." + Token.base64(new byte[64]));
        all.put("ES256 empty", ec.unsigned() + ".");
        all.put("ES256 with a key for RS256", good.header("alg", "ES256").signed(Keys.EC, "ES256"));
        all.put("RS256 with a key for ES256", good.header("kid", "ec-1").signed());
        all.put("PS256, which is not allowed", good.header("alg", "PS256").signed(Keys.RSA, "PS256"));
        all.put("RS512, which is not allowed", good.header("alg", "RS512").signed(Keys.RSA, "RS512"));
        String signed = good.signed();
        String other = good.claim("sub", "u_2").signed();
        all.put(
                "the signature of another token",
                other.substring(0, other.lastIndexOf('.')) + signed.substring(signed.lastIndexOf('.')));
        all.put("half a signature", signed.substring(0, signed.length() - 100));
        all.put("a signature and more", signed + "AAAA");
    }

    private void wrongClaims(String issuer) {
        all.put("another issuer", good.claim("iss", "https://evil.test").signed());
        all.put("issuer with a slash", good.claim("iss", issuer + "/").signed());
        all.put(
                "issuer in upper case",
                good.claim("iss", issuer.toUpperCase(java.util.Locale.ROOT)).signed());
        all.put("issuer array", good.claim("iss", List.of(issuer)).signed());
        all.put("no issuer", good.without("iss").signed());
        all.put("another audience", good.claim("aud", "blog").signed());
        all.put(
                "audience that begins so",
                good.claim("aud", Token.AUDIENCE + "s").signed());
        all.put("other audiences", good.claim("aud", List.of("blog", "SHOP")).signed());
        all.put("no audience", good.without("aud").signed());
        all.put("empty audience", good.claim("aud", List.of()).signed());
        all.put(
                "nested audience",
                good.claim("aud", List.of(List.of(Token.AUDIENCE))).signed());
        all.put(
                "audience object",
                good.claim("aud", Map.of("aud", Token.AUDIENCE)).signed());
        all.put("no subject", good.without("sub").signed());
        all.put("empty subject", good.claim("sub", "").signed());
        all.put("subject number", good.claim("sub", 1).signed());
        all.put("long subject", good.claim("sub", "s".repeat(256)).signed());
        all.put(
                "subject with a line break",
                good.claim("sub", "a\r\nx-admin: 1").signed());
        all.put("claim that is too long", good.claim("email", "e".repeat(2_049)).signed());
        all.put("functions as text", good.claim(TokenCheck.FUNCTIONS, "hello").signed());
        all.put("no functions", good.claim(TokenCheck.FUNCTIONS, List.of()).signed());
        all.put(
                "functions by number",
                good.claim(TokenCheck.FUNCTIONS, List.of(1)).signed());
    }

    private void wrongTimes() {
        all.put("expired", good.claim("exp", NOW - 60).signed());
        all.put("expired long ago", good.claim("exp", 0).signed());
        all.put("no expiry", good.without("exp").signed());
        all.put("expiry null", good.claim("exp", null).signed());
        all.put("expiry as text", good.claim("exp", String.valueOf(NOW + 600)).signed());
        all.put("expiry in milliseconds", good.claim("exp", (NOW + 600) * 1_000).signed());
        all.put("negative expiry", good.claim("exp", -1).signed());
        all.put("not valid yet", good.claim("nbf", NOW + 61).signed());
        all.put("not before, as text", good.claim("nbf", "0").signed());
        for (String number :
                List.of("99999999999999999999", "1e400", "1e999999999", "9".repeat(99), "9".repeat(2_000), "-1e9")) {
            String claims = good.without("exp").claimsText();
            all.put(
                    "expiry " + number.substring(0, Math.min(20, number.length())) + " of " + number.length(),
                    Token.signed(
                            good.headerText(),
                            claims.substring(0, claims.length() - 1) + ",\"exp\":" + number + "}",
                            Keys.RSA,
                            "RS256"));
        }
    }

    private void strangeHeaders() {
        all.put("crit", good.header("crit", List.of("x")).header("x", 1).signed());
        all.put("crit that is empty", good.header("crit", List.of()).signed());
        all.put(
                "crit b64",
                good.header("crit", List.of("b64")).header("b64", false).signed());
        all.put("b64", good.header("b64", false).signed());
        for (String type : List.of("dpop+jwt", "logout+jwt", "secevent+jwt", "JOSE", "")) {
            all.put("type " + type, good.header("typ", type).signed());
        }
        all.put("type number", good.header("typ", 1).signed());
        String two = "{\"alg\":\"RS256\",\"alg\":\"none\",\"kid\":\"rsa-1\"}";
        all.put("alg twice", Token.signed(two, good.claimsText(), Keys.RSA, "RS256"));
        all.put("alg twice, unsigned", Token.base64(two) + "." + Token.base64(good.claimsText()) + ".");
    }

    private void broken() {
        String claims = good.claimsText();
        String inner = claims.substring(1, claims.length() - 1);
        String signed = good.signed();
        all.put("no payload", Token.signed(good.headerText(), "{}", Keys.RSA, "RS256"));
        all.put(
                "audience twice",
                Token.signed(good.headerText(), "{" + inner + ",\"aud\":\"shop\"}", Keys.RSA, "RS256"));
        all.put(
                "subject twice",
                Token.signed(good.headerText(), "{" + inner + ",\"sub\":\"root\"}", Keys.RSA, "RS256"));
        all.put("payload array", Token.signed(good.headerText(), "[" + claims + "]", Keys.RSA, "RS256"));
        all.put("payload and more", Token.signed(good.headerText(), claims + "{}", Keys.RSA, "RS256"));
        all.put("payload text", Token.signed(good.headerText(), "hello", Keys.RSA, "RS256"));
        all.put("payload with a comment", Token.signed(good.headerText(), "{/**/" + inner + "}", Keys.RSA, "RS256"));
        all.put("a token in a token", Token.signed(good.header("cty", "JWT").headerText(), signed, Keys.RSA, "RS256"));
        all.put(
                "deep nesting",
                Token.signed(
                        good.headerText(),
                        "{" + inner + ",\"x\":" + "[".repeat(1_500) + "]".repeat(1_500) + "}",
                        Keys.RSA,
                        "RS256"));
        all.put("header that is no object", Token.signed("\"RS256\"", claims, Keys.RSA, "RS256"));
        all.put("garbage", "AAAA.AAAA.AAAA");
        all.put("one letter each", "a.b.c");
        all.put(
                "bytes that are not UTF-8",
                Token.base64(new byte[] {'{', '"', (byte) 0xff, '"', ':', '1', '}'}) + ".AAAA.AAAA");
        all.put("half a token", signed.substring(0, signed.indexOf('.') + 20) + "." + "AAAA");
    }

    private static String mac(String algorithm, byte[] secret, String input) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(secret, algorithm));
            return Token.base64(mac.doFinal(input.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}

package io.fluxgateway.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.Mutations;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Which texts have the shape of a key or of a token, against oracles that say it in another way. */
class CredentialPropertiesTest {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final String KEY =
            ApiKeySecret.generate(ApiKeySecret.Mode.LIVE).reveal();

    @Property(seed = Mutations.SEED)
    void a_key_is_well_formed_if_its_checksum_is_right(@ForAll("keys") String text) {
        assertThat(ApiKeySecret.isWellFormed(text)).as(text).isEqualTo(isKey(text));
    }

    @Property(seed = Mutations.SEED)
    void one_wrong_character_is_always_noticed(
            @ForAll @IntRange(max = 44) int at, @ForAll @IntRange(max = 61) int digit) {
        char typed = DIGITS.charAt(digit);
        String other = KEY.substring(0, at) + typed + KEY.substring(at + 1);

        assertThat(ApiKeySecret.isWellFormed(other)).isEqualTo(KEY.charAt(at) == typed);
    }

    @Property(seed = Mutations.SEED)
    void a_token_is_three_parts_of_base64url_and_no_key(@ForAll("tokens") String text) {
        assertThat(TokenShape.isToken(text))
                .as(text)
                .isEqualTo(text.matches("(?!flx_)[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]+\\.[A-Za-z0-9_-]*"));
    }

    private static boolean isKey(String text) {
        if (!text.matches("flx_(live|test)_[0-9A-Za-z]{36}")) {
            return false;
        }
        BigInteger number = BigInteger.ZERO;
        for (char c : text.substring(39).toCharArray()) {
            number = number.multiply(BigInteger.valueOf(62)).add(BigInteger.valueOf(DIGITS.indexOf(c)));
        }
        CRC32 crc = new CRC32();
        crc.update(text.substring(0, 39).getBytes(StandardCharsets.US_ASCII));
        return number.equals(BigInteger.valueOf(crc.getValue()));
    }

    @Provide
    Arbitrary<String> keys() {
        return Mutations.of(
                KEY,
                ApiKeySecret.generate(ApiKeySecret.Mode.TEST).reveal(),
                "flx_live_",
                "flx_live_0123456789abcdefghijklmnopqrst000000",
                "");
    }

    @Provide
    Arbitrary<String> tokens() {
        return Mutations.of(
                "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ1XzEifQ.c2lnbmF0dXJl",
                "a.b.",
                "a.b.c.d.e",
                "flx_live_a.b.c",
                "..",
                KEY);
    }
}

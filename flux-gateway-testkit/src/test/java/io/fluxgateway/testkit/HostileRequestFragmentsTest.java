package io.fluxgateway.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.http.Http1Guard;
import io.fluxgateway.http.Http1Limits;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** In whatever pieces hostile requests come, they are found to be what they are at the same octet. */
class HostileRequestFragmentsTest {
    private static final String KEY = "flx_live_0123456789";

    static Stream<HostileRequest> requests() {
        return HostileRequest.all().stream();
    }

    @ParameterizedTest
    @MethodSource("requests")
    void aRequestInPiecesIsFoundToBeWhatItIsAsAWhole(HostileRequest request) {
        byte[] wire = request.wire("a", KEY);
        String whole = found(wire, left -> left);

        assertThat(found(wire, left -> 1)).isEqualTo(whole);
        for (int seed = 0; seed < 5; seed++) {
            Random random = new Random(seed);
            assertThat(found(wire, left -> 1 + random.nextInt(left))).isEqualTo(whole);
        }
    }

    private static String found(byte[] wire, IntUnaryOperator pieces) {
        Http1Guard guard = new Http1Guard(Http1Limits.DEFAULT);
        for (int from = 0; from < wire.length; ) {
            int size = pieces.applyAsInt(wire.length - from);
            // Each piece in a buffer of its own: nothing of an earlier one may be looked at again
            guard.check(ByteBuffer.allocateDirect(size + 3).put(3, wire, from, size), 3, 3 + size);
            from += size;
        }
        return guard.violation() + " after " + guard.released() + ", " + guard.heads() + " heads";
    }

    @Test
    void theTableHasSomeHundredRequestsWithNamesOfTheirOwn() {
        assertThat(HostileRequest.all()).hasSizeGreaterThan(300).doesNotHaveDuplicates();
        assertThat(requests().map(HostileRequest::name)).doesNotHaveDuplicates();
    }
}

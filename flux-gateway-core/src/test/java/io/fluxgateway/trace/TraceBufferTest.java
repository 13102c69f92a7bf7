package io.fluxgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TraceBufferTest {

    @Test
    void theLastTracesAreKeptLatestFirst() {
        TraceBuffer buffer = new TraceBuffer(3);
        for (String id : List.of("a1", "b2", "c3", "a4")) {
            buffer.accept(trace(id));
        }
        assertThat(buffer.latest()).extracting(Trace::requestId).containsExactly("a4", "c3", "b2");
        assertThat(buffer.find("a")).extracting(Trace::requestId).containsExactly("a4");
        assertThat(buffer.find("zz")).isEmpty();
    }

    @Test
    void theCapacityIsChecked() {
        assertThatThrownBy(() -> new TraceBuffer(0)).hasMessage("capacity: 0 (expected: at least 1)");
    }

    private static Trace trace(String id) {
        return new Trace(
                id,
                null,
                "s",
                null,
                "GET",
                "/",
                null,
                200,
                null,
                false,
                null,
                Instant.EPOCH,
                Duration.ZERO,
                List.of(),
                null,
                null,
                null,
                null);
    }
}

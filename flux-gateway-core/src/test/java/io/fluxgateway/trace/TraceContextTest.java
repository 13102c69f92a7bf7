package io.fluxgateway.trace;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.RequestIds;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String PARENT = "b7ad6b7169203331";

    @Test
    void aValidContextIsContinued() {
        TraceContext context = TraceContext.parse(List.of("00-" + TRACE + "-" + PARENT + "-01"), List.of("a=1", "b=2"));

        assertThat(context).isEqualTo(new TraceContext(TRACE, PARENT, TraceContext.SAMPLED, "a=1,b=2"));
        assertThat(context.traceparent("00f067aa0ba902b7")).isEqualTo("00-" + TRACE + "-00f067aa0ba902b7-01");
    }

    @ParameterizedTest
    @CsvSource({"00,-00", "01,-01", "02,-02", "03,-03", "fc,-00", "fe,-02", "ff,-03", "05,-01"})
    void theSampledAndTheRandomFlagAreKeptAndOthersAreNot(String flags, String handedOn) {
        TraceContext context = TraceContext.parse(List.of("00-" + TRACE + "-" + PARENT + "-" + flags), List.of());
        assertThat(context.traceparent(PARENT)).endsWith(handedOn);
    }

    @Test
    void aTraceThatStartsHereIsSampledAndItsIdIsRandom() {
        assertThat(TraceContext.start().traceparent(PARENT)).matches("00-[0-9a-f]{32}-" + PARENT + "-03");
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() {
        assertThat(TraceContext.parse(List.of("cc-" + TRACE + "-" + PARENT + "-01-what-the-future"), List.of()))
                .isEqualTo(new TraceContext(TRACE, PARENT, TraceContext.SAMPLED, null));
        assertThat(TraceContext.parse(List.of("cc-" + TRACE + "-" + PARENT + "-01"), List.of()))
                .isNotNull();
        assertThat(TraceContext.parse(List.of("cc-" + TRACE + "-" + PARENT + "-01what"), List.of()))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331",
                "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",
                "00-00000000000000000000000000000000-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0x",
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-",
                "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "0g-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00_0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331-01",
                "00-0af7651916cd43dd8448eb211c80319-b7ad6b7169203331-01x"
            })
    void anInvalidContextIsNotContinued(String traceparent) {
        assertThat(TraceContext.parse(List.of(traceparent), List.of())).isNull();
    }

    @Test
    void twoContextsAreNone() {
        String one = "00-" + TRACE + "-" + PARENT + "-01";
        assertThat(TraceContext.parse(List.of(one, one), List.of())).isNull();
        assertThat(TraceContext.parse(List.of(), List.of())).isNull();
    }

    @Test
    void mintedIdsAreWellFormedAndAllDifferent() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            String id = RequestIds.requestId();
            assertThat(TraceContext.isTraceId(id)).isTrue();
            assertThat(ids.add(id)).isTrue();
            assertThat(RequestIds.spanId()).matches("[0-9a-f]{16}");
        }
    }
}

package io.fluxgateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConnectionFieldTest {
    @Test
    void namesAreInLowerCaseWithoutWhatFramesTheMessage() {
        assertThat(ConnectionField.names(List.of("X-A,  x-B ,, Content-Length", "keep-alive", "close, X-C")))
                .containsExactlyInAnyOrder("x-a", "x-b", "close", "x-c");
        assertThat(ConnectionField.names(List.of())).isEmpty();
        assertThat(ConnectionField.names(List.of("keep-alive", "Close"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "websocket,Upgrade,true",
        "websocket,'keep-alive, upgrade',true",
        "websocket,keep-alive,false",
        "h2c,Upgrade,false",
        ",Upgrade,false"
    })
    void anUpgradeIsAskedForByBothFields(String upgrade, String connection, boolean asked) {
        assertThat(ConnectionField.asksForUpgrade(upgrade, List.of(connection))).isEqualTo(asked);
    }
}

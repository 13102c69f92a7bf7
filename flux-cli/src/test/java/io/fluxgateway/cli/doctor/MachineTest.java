package io.fluxgateway.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.doctor.Finding.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MachineTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({"16, FAILED", "17, OK", "25, OK"})
    void java_is_17_or_newer(int feature, Result result) {
        assertThat(Machine.java(feature, feature + ".0.1", "/opt/jdk").result()).isEqualTo(result);
    }

    @ParameterizedTest
    @CsvSource({"99, FAILED", "100, WARNING", "999, WARNING", "1000, OK"})
    void a_disk_is_almost_full_before_it_is_full(long mib, Result result) {
        Finding finding = Machine.disk(mib << 20, Path.of("/data"));

        assertThat(finding.result()).isEqualTo(result);
        assertThat(finding.message()).isEqualTo(mib + " MiB free at /data");
        assertThat(finding.mend().isEmpty()).isEqualTo(result == Result.OK);
    }

    @ParameterizedTest
    @CsvSource({"0, OK", "2000, OK", "-2000, OK", "2001, WARNING", "-60000, WARNING", "60001, FAILED"})
    void a_clock_that_differs_from_that_of_the_database_matters_the_more_it_does(long millis, Result result) {
        assertThat(Machine.clock(NOW.plus(Duration.ofMillis(millis)), NOW).result())
                .isEqualTo(result);
    }

    @Test
    void a_clock_that_was_never_set_is_noticed() {
        assertThat(Machine.clock(Instant.EPOCH).result()).isEqualTo(Result.FAILED);
        assertThat(Machine.clock(NOW).result()).isEqualTo(Result.OK);
    }
}

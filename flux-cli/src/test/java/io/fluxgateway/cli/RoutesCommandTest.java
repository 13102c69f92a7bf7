package io.fluxgateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.cli.dev.Projects;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RoutesCommandTest {
    @TempDir
    Path folder;

    @Test
    void the_routes_of_the_shop_stand_below_one_another() {
        Path shop = Projects.shop(folder);

        FluxCall call = FluxCall.in(folder, "routes", shop.toString());

        assertThat(call.exitCode()).isZero();
        assertThat(call.out().lines())
                .containsExactly(
                        "  POST /create_order   create_order   deno",
                        "  GET  /orders         list_orders    deno",
                        "  GET  /orders/{id}    get_order      deno",
                        "  POST /send_receipt   send_receipt   deno  async");
        assertThat(call.err()).isEmpty();
        assertThat(shop.resolve(".flux")).doesNotExist();
    }

    @Test
    void the_nearest_project_is_shown_without_a_folder() {
        Projects.httpFunction(folder, "a");

        FluxCall call = FluxCall.in(folder.resolve("functions"), "routes");

        assertThat(call.out().lines()).containsExactly("  POST /a   a   http");
    }

    @Test
    void one_mistake_is_one_line() {
        Path function = Projects.httpFunction(folder, "a");
        Projects.write(function.resolve("flux.json"), Projects.manifest("a", ",\n\"method\": \"POTS\""));

        FluxCall call = FluxCall.in(folder, "routes");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.out()).isEmpty();
        assertThat(call.err().lines())
                .singleElement()
                .asString()
                .startsWith("flux: functions/a/flux.json:2: method \"POTS\" (expected one of");
    }

    @Test
    void five_mistakes_are_all_reported_each_with_its_file_and_line() {
        Path function = Projects.httpFunction(folder, "a");
        Projects.write(function.resolve("flux.json"), """
                {
                  "name": "A!",
                  "method": "POTS",
                  "route": "orders",
                  "timeout": "0s",
                  "colour": "red"
                }
                """);

        FluxCall call = FluxCall.in(folder, "routes");

        assertThat(call.exitCode()).isEqualTo(1);
        assertThat(call.err().lines()).hasSizeGreaterThanOrEqualTo(6);
        assertThat(call.err().lines().skip(1)).allMatch(line -> line.matches("functions/a/flux\\.json:\\d+: .+"));
        assertThat(call.err()).contains(":2: ", ":3: ", ":4: ", ":5: ", ":6: ");
    }

    @Test
    void the_stack_trace_of_a_failure_is_shown_on_request_only() {
        FluxCall plain = FluxCall.in(folder, "routes", "missing");
        FluxCall debug = FluxCall.with(
                new Surroundings(folder, Clock.systemUTC(), Map.of("FLUX_DEBUG", "1")), "routes", "missing");

        assertThat(plain.err().lines()).singleElement().asString().startsWith("flux: no such folder: ");
        assertThat(debug.err()).startsWith(plain.err().strip()).contains("\tat io.fluxgateway.cli.");
        assertThat(debug.exitCode()).isEqualTo(1);
    }
}

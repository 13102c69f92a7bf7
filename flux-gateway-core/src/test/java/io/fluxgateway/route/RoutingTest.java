package io.fluxgateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.exchange.Body;
import io.fluxgateway.exchange.Decision;
import io.fluxgateway.exchange.Exchange;
import io.fluxgateway.exchange.Step;
import io.fluxgateway.function.FunctionManifest;
import io.fluxgateway.http.Method;
import io.fluxgateway.http.Problem;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    private final AtomicReference<RouteTable> table = new AtomicReference<>(RouteTable.of(
            FunctionManifest.named("list_orders")
                    .method(Method.GET)
                    .route("/orders")
                    .build(),
            FunctionManifest.named("get_order")
                    .method(Method.GET)
                    .route("/orders/{id}")
                    .build(),
            FunctionManifest.named("create_order").build()));
    private final Routing routing = new Routing(table::get);

    @Test
    void theMatchIsLeftForDispatchAndTheDecisionForTheTrace() {
        Exchange exchange = exchange("GET", "/orders/42");
        assertThat(status(exchange)).isEqualTo(200);
        RouteMatch match = exchange.get(RouteMatch.ATTRIBUTE);
        assertThat(match).isNotNull().hasToString("GET /orders/{id} -> get_order {id=42}");
        Decision decision = decision(exchange);
        assertThat(decision.step()).isEqualTo(Step.ROUTE);
        assertThat(decision.outcome()).isEqualTo("ok");
        assertThat(decision.detail()).isEqualTo("GET /orders/{id}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET    | /create_order | This path answers POST.",
                "POST   | /orders       | This path answers GET, HEAD.",
                "BREW   | /orders       | This path answers GET, HEAD.",
                "GET    | /orders/      | The path without its last \"/\" answers GET, HEAD.",
                "GET    | /             | \"flux routes\" lists the routes that are deployed.",
                "GET    | /gone         | \"flux routes\" lists the routes that are deployed.",
                "GET    | /gone/        | \"flux routes\" lists the routes that are deployed."
            })
    void noRouteIs404WithWhatThereIs(String method, String path, String hint) {
        Exchange exchange = exchange(method, path);
        assertThat(status(exchange)).isEqualTo(404);
        Problem problem = problem(exchange);
        assertThat(problem.code()).isEqualTo("route_not_found");
        assertThat(problem.detail()).isEqualTo("No function answers " + method + " " + path + ". " + hint);
        assertThat(exchange.get(RouteMatch.ATTRIBUTE)).isNull();
        assertThat(decision(exchange).outcome()).isEqualTo("route_not_found");
    }

    @Test
    void theMethodsThatExistAreMembersOfTheProblem() {
        Exchange other = exchange("PUT", "/orders");
        status(other);
        assertThat(problem(other).extensions()).containsEntry("methods", List.of("GET", "HEAD"));
        assertThat(decision(other).detail()).isEqualTo("only GET, HEAD at this path");
        Exchange gone = exchange("PUT", "/gone");
        status(gone);
        assertThat(problem(gone).extensions()).isEmpty();
        assertThat(decision(gone).detail()).isEqualTo("nothing at this path");
    }

    @Test
    void aLongPathIsNotRepeatedWhole() {
        Exchange exchange = exchange("GET", "/" + "a".repeat(5000));
        status(exchange);
        assertThat(problem(exchange).detail()).hasSizeLessThan(400).contains("aaa....");
    }

    @Test
    void theNextRequestSeesTheNewTable() {
        table.set(RouteTable.EMPTY);
        assertThat(status(exchange("GET", "/orders"))).isEqualTo(404);
    }

    private static Exchange exchange(String method, String path) {
        return new Exchange(HeadOnlyHost.of(method, path), (exchange, error) -> {
            throw new AssertionError(error);
        });
    }

    private int status(Exchange exchange) {
        routing.handle(exchange, e -> e.respond(200, Body.EMPTY));
        return exchange.responseStatus();
    }

    private static Decision decision(Exchange exchange) {
        assertThat(exchange.decisions()).hasSize(1);
        return exchange.decisions().get(0).decision();
    }

    private static Problem problem(Exchange exchange) {
        @Nullable Problem problem = exchange.problem();
        assertThat(problem).isNotNull();
        return Objects.requireNonNull(problem);
    }
}

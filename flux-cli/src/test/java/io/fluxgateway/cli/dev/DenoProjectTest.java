package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.cli.project.ProjectFolder;
import io.fluxgateway.deno.DenoNotFoundException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shop sample and functions like its own, run by a real Deno. */
class DenoProjectTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path temporary;

    private final Lines out = new Lines();
    private final Lines err = new Lines();
    private Path shop;
    private DevServer server;
    private Caller caller;

    @BeforeEach
    void startServer() throws Exception {
        shop = Projects.shop(temporary);
        server = DevServer.builder(ProjectFolder.of(shop))
                .port(0)
                .out(out)
                .err(err)
                .start();
        caller = Caller.of(server, out);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void an_order_is_made_found_listed_and_its_receipt_sent() {
        HttpResponse<String> made = caller.post("/create_order", "{\"userId\": \"u_881\", \"total\": 49.99}");
        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.headers().firstValue("content-type")).contains("application/json");
        assertThat(made.headers().firstValue("x-request-id").orElse("")).matches("[0-9a-f]{32}");
        assertThat(made.body()).matches("\\{\"orderId\":\"ord_[0-9a-f]+\"}");
        String id = made.body().replaceAll(".*\"(ord_\\w+)\".*", "$1");

        HttpResponse<String> found = caller.get("/orders/" + id);
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).contains("\"userId\":\"u_881\"", "\"total\":49.99");
        assertThat(caller.get("/orders").body()).startsWith("{\"orders\":[").contains(id);

        assertThat(caller.post("/send_receipt", "{\"orderId\": \"" + id + "\"}").statusCode())
                .isEqualTo(202);
        Path receipt = shop.resolve("data/receipts/" + id + ".json");
        await().atMost(LONG).until(() -> Files.exists(receipt));
        assertThat(receipt).content().contains(id + ": 49.99");
    }

    @Test
    void what_is_no_order_is_refused_by_the_function_itself() {
        assertThat(caller.post("/create_order", "{\"userId\": 7}").statusCode()).isEqualTo(400);
        assertThat(caller.post("/create_order", "{\"userId\": \"u\", \"total\": \"1\"}")
                        .body())
                .contains("total: expected a number");
        assertThat(caller.post("/create_order", "no json").statusCode()).isEqualTo(400);
        assertThat(caller.get("/orders/42").statusCode()).isEqualTo(404);
        assertThat(caller.get("/orders/42").body()).contains("no order", "42");
        assertThat(shop.resolve("data")).doesNotExist();
    }

    @Test
    void a_changed_module_is_live_at_once() {
        Projects.function(shop, "hello", ", \"method\": \"GET\"", "export default () => 'one';");
        await().atMost(LONG).until(() -> caller.get("/hello").statusCode() == 200);
        assertThat(caller.get("/hello").body()).contains("one");

        Projects.write(shop.resolve("functions/hello/index.ts"), "export default () => 'two';");

        await().atMost(LONG).until(() -> caller.get("/hello").body().contains("two"));
        await().atMost(LONG).until(() -> out.all().contains("reload  changed  hello  GET /hello"));
    }

    @Test
    void a_changed_shared_module_changes_those_that_may_import_it() throws Exception {
        assertThat(caller.get("/orders").body()).isEqualTo("{\"orders\":[]}");
        Path shared = shop.resolve("functions/_shared/orders.ts");

        Projects.write(
                shared,
                Files.readString(shared)
                        .replace("return orders.sort(", "return [{ orderId: 'changed' } as Order]; orders.sort("));

        await().atMost(LONG).until(() -> caller.get("/orders").body().contains("changed"));
    }

    @Test
    void a_request_under_way_is_finished_by_the_version_it_started_on() {
        String slow = """
                export default async () => {
                  await Deno.mkdir("data/started", { recursive: true });
                  while (!(await Deno.readTextFile("data/go").catch(() => ""))) {
                    await new Promise((wake) => setTimeout(wake, 20));
                  }
                  return "one";
                };
                """;
        String fields = ", \"method\": \"GET\", \"permissions\": {\"read\": [\"data\"], \"write\": [\"data\"]}";
        Projects.function(shop, "slow", fields, slow);
        await().atMost(LONG).until(() -> out.all().contains("reload  added  slow  GET /slow"));
        CompletableFuture<HttpResponse<String>> answer = caller.getLater("/slow");
        await().atMost(LONG).until(() -> Files.exists(shop.resolve("data/started")));

        Projects.write(shop.resolve("functions/slow/index.ts"), "export default () => 'two';");
        await().atMost(LONG).until(() -> out.all().contains("reload  changed  slow  GET /slow"));
        assertThat(caller.get("/slow").body()).contains("two");
        assertThat(answer).isNotDone();
        Projects.write(shop.resolve("data/go"), "now");

        assertThat(answer.join().statusCode()).isEqualTo(200);
        assertThat(answer.join().body()).contains("one");
    }

    @Test
    void nothing_that_it_started_goes_on_when_it_stops() {
        assertThat(caller.get("/orders").statusCode()).isEqualTo(200);
        assertThat(denos()).isPositive();

        server.close();

        await().atMost(LONG).until(() -> denos() == 0);
    }

    @Test
    void a_deno_that_is_none_is_told_before_anything_is_served() {
        assertThatThrownBy(() -> DevServer.builder(ProjectFolder.of(shop))
                        .port(0)
                        .deno(temporary.resolve("no-deno"))
                        .start())
                .isInstanceOf(DenoNotFoundException.class)
                .hasMessageContaining("no-deno");
    }

    private static long denos() {
        return ProcessHandle.current()
                .descendants()
                .filter(ProcessHandle::isAlive)
                .filter(process -> process.info().command().orElse("").endsWith("deno"))
                .count();
    }
}

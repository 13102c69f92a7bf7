package io.fluxgateway.cli.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKeySecret;
import io.fluxgateway.auth.ProjectKeys;
import io.fluxgateway.cli.FluxCall;
import io.fluxgateway.deployment.Bundle;
import io.fluxgateway.deployment.BundleFile;
import io.fluxgateway.deployment.Deployment;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.testkit.Promptly;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code flux deploy} and {@code flux serve}, each in a process of its own, as in production. */
final class DeployAcceptanceTest {
    private static final int CLIENTS = 64;
    private static final int DEPLOYMENTS = 20;
    private static final int KILLS = 50;
    private static final Duration A_SECOND = Duration.ofSeconds(1);

    @TempDir
    Path folder;

    private TestProject project;
    private SqliteStore store;

    @BeforeEach
    void deployFirst() {
        project = new TestProject(folder);
        version(0);
        assertThat(deploy().exitCode()).isZero();
        store = SqliteStore.open(folder.resolve(".flux"));
        store.projects().update(name(), new ProjectSettings("team", List.of()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private String name() {
        return folder.getFileName().toString();
    }

    private void version(int number) {
        project.function("hello", "{\"name\": \"hello\"}", "export default () => '" + number + "';");
    }

    private FluxCall deploy() {
        return FluxCall.in(folder, "deploy", folder.toString());
    }

    private String key(String name) throws Exception {
        return new ProjectKeys(name(), store.keys())
                .create(name, ApiKeySecret.Mode.LIVE)
                .reveal();
    }

    /** POST, which the client never repeats by itself. */
    private static HttpResponse<String> call(FluxProcess server, String key) {
        return server.send(server.request("POST", "/hello", key).POST(HttpRequest.BodyPublishers.noBody()));
    }

    private static HttpResponse<String> callFrom(String origin, FluxProcess server, String key) {
        return server.send(server.request("POST", "/hello", key)
                .header("Origin", origin)
                .POST(HttpRequest.BodyPublishers.noBody()));
    }

    /** An answer, and which versions it may have come from: those that were live at some time while it was waited for. */
    private record Answer(int status, String body, int oldest, int newest) {}

    @Test
    void deployingUnderLoadFailsNoRequestAndAfterItOnlyTheNewVersionAnswers() throws Exception {
        try (FluxProcess server = FluxProcess.serve(folder)) {
            ConcurrentLinkedQueue<Answer> answers = new ConcurrentLinkedQueue<>();
            ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
            AtomicInteger begun = new AtomicInteger();
            AtomicInteger live = new AtomicInteger();
            AtomicBoolean over = new AtomicBoolean();
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                String key = key("client-" + i);
                Thread client = new Thread(() -> {
                    while (!over.get()) {
                        int oldest = live.get();
                        try {
                            HttpResponse<String> response = call(server, key);
                            answers.add(new Answer(response.statusCode(), response.body(), oldest, begun.get()));
                        } catch (RuntimeException e) {
                            failures.add(e);
                        }
                    }
                });
                client.start();
                clients.add(client);
            }

            for (int i = 1; i <= DEPLOYMENTS; i++) {
                int enough = answers.size() + CLIENTS; // under load, before each
                await().atMost(Duration.ofSeconds(60)).until(() -> answers.size() >= enough);
                version(i);
                begun.set(i);
                FluxCall call = deploy();
                assertThat(call.exitCode()).as(call.err()).isZero();
                live.set(i);
            }
            int enough = answers.size() + CLIENTS;
            await().atMost(Duration.ofSeconds(60)).until(() -> answers.size() >= enough);
            over.set(true);
            for (Thread client : clients) {
                client.join();
            }

            assertThat(failures).isEmpty();
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.status()).as(answer.body()).isEqualTo(200);
                assertThat(Integer.parseInt(answer.body())).isBetween(answer.oldest(), answer.newest());
            });
            assertThat(answers).extracting(Answer::body).contains("0", String.valueOf(DEPLOYMENTS));
        }
    }

    @Test
    void aDeployThatIsKilledAtAnyMomentLeavesAWholeDeploymentLive() throws Exception {
        String key = key("caller");
        try (FluxProcess server = FluxProcess.serve(folder)) {
            version(1);
            long begin = System.nanoTime();
            FluxProcess whole = FluxProcess.run("deploy", folder.toString());
            assertThat(whole.exitCode()).as(whole::stderr).isZero();
            long longest = millisSince(begin);
            long seed = System.nanoTime();
            Random random = new Random(seed);
            int cut = 0;
            for (int i = 2; i < KILLS + 2; i++) {
                version(i);
                begin = System.nanoTime();
                Process deploy = FluxProcess.start(
                                List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), "deploy", folder.toString())
                        .process();
                boolean ended = deploy.waitFor(random.nextLong(longest), TimeUnit.MILLISECONDS);
                longest = ended ? Math.min(longest, millisSince(begin)) : longest; // the first one may have been slow
                deploy.descendants().forEach(ProcessHandle::destroyForcibly);
                deploy.destroyForcibly().waitFor();
                cut += ended ? 0 : 1;

                assertLiveIsWhole(seed);
                HttpResponse<String> response = call(server, key);
                assertThat(response.statusCode()).as("seed %d", seed).isEqualTo(200);
                assertThat(Integer.parseInt(response.body())).isBetween(0, i);
            }
            assertThat(cut).isGreaterThan(KILLS / 4);

            version(1_000);
            FluxCall last = deploy();
            assertThat(last.exitCode()).as(last.err()).isZero();
            assertThat(call(server, key).body()).isEqualTo("1000");
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private void assertLiveIsWhole(long seed) throws Exception {
        Deployment live = store.deployments()
                .deployment(name(), store.deployments().rollouts(name()).live());
        assertThat(live).as("seed %d", seed).isNotNull();
        Bundle bundle = live.functions().get("hello");
        assertThat(bundle).as("seed %d", seed).isNotNull();
        assertThat(bundle.files()).extracting(BundleFile::path).contains("functions/hello/index.ts");
        for (BundleFile file : bundle.files()) {
            assertThat(Bundle.sha256(store.deployments().content(file.sha256())))
                    .isEqualTo(file.sha256());
        }
    }

    @Test
    void keysAndSettingsReachAServerWithinASecond() throws Exception {
        String key = key("caller");
        try (FluxProcess server = FluxProcess.serve(folder)) {
            assertThat(call(server, key).statusCode()).isEqualTo(200);

            Promptly.followed(A_SECOND, round -> {
                String origin = "https://app-" + round + ".test";
                String plan = round % 2 == 0 ? "pro" : "team";
                assertThat(FluxCall.in(folder, "project", "update", "--cors-origin", origin, "--plan", plan)
                                .exitCode())
                        .isZero();
                return () -> {
                    HttpHeaders answer = callFrom(origin, server, key).headers();
                    return answer.allValues("Access-Control-Allow-Origin").equals(List.of(origin))
                            && answer.firstValue("RateLimit-Policy").orElse("").startsWith("\"" + plan + "\"");
                };
            });

            Promptly.followed(A_SECOND, round -> {
                String gone = key("gone-" + round);
                assertThat(call(server, gone).statusCode()).isEqualTo(200);
                assertThat(FluxCall.in(folder, "api-keys", "revoke", "gone-" + round)
                                .exitCode())
                        .isZero();
                return () -> call(server, gone).statusCode() == 401;
            });
        }
    }

    @Test
    void aServerHasNoDevelopmentKeyAndServesWhatWasLiveWhenItStartsAgain() throws Exception {
        String key = key("caller");
        try (FluxProcess server = FluxProcess.serve(folder)) {
            assertThat(server.stdout()).contains("flux serve  " + name() + "  deployment 1  1 function");
            assertThat(server.stdout()).doesNotContain("flx_");
            server.process().destroyForcibly().waitFor();
        }
        version(7); // on disk only

        try (FluxProcess server = FluxProcess.serve(folder)) {
            assertThat(call(server, key).body()).isEqualTo("0");
            assertThat(store.keys().list(name())).hasSize(1);
        }
    }
}

package io.fluxgateway.cli.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChangeWatchTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(400);

    @TempDir
    Path temporary;

    private Path project;
    private Path function;
    private ChangeWatch watch;

    @BeforeEach
    void startWatch() throws Exception {
        project = temporary.toRealPath();
        function = Projects.httpFunction(project, "a");
        Files.createDirectories(project.resolve("data"));
        Files.createDirectories(function.resolve("node_modules"));
        watch = new ChangeWatch(project);
    }

    @AfterEach
    void stopWatch() {
        watch.close();
    }

    @Test
    void a_changed_file_of_a_function_ends_the_wait() {
        CompletableFuture<Duration> wait = waitFor(LONG);

        Projects.write(function.resolve("flux.json"), "{}");

        await().until(wait::isDone);
    }

    @Test
    void a_change_before_the_wait_ends_it_too() {
        Projects.write(function.resolve("index.ts"), "1");

        await().until(waitFor(LONG)::isDone);
    }

    @Test
    void files_in_new_folders_are_followed_once_these_are_known() {
        Projects.write(project.resolve("functions/b/lib/deep.ts"), "1");
        await().until(waitFor(LONG)::isDone);
        watch.follow();

        Projects.write(project.resolve("functions/b/lib/deep.ts"), "2");

        await().until(waitFor(LONG)::isDone);
    }

    @Test
    void denos_own_file_in_the_project_folder_counts() {
        Projects.write(project.resolve("deno.json"), "{}");

        await().until(waitFor(LONG)::isDone);
    }

    @Test
    void what_functions_do_not_run_from_does_not_end_the_wait() {
        Projects.write(project.resolve("data/order.json"), "{}");
        Projects.write(project.resolve("README.md"), "# Shop");
        Projects.write(function.resolve(".index.ts.swp"), "");
        Projects.write(function.resolve("node_modules/x.js"), "");

        CompletableFuture<Duration> wait = waitFor(SHORT);

        await().until(wait::isDone);
        assertThat(wait.join()).isGreaterThanOrEqualTo(SHORT);
    }

    @Test
    void a_project_that_is_gone_is_no_failure() throws Exception {
        ChangeWatch nowhere = new ChangeWatch(project.resolve("gone"));

        nowhere.await(Duration.ofMillis(1));
        nowhere.follow();
        nowhere.close();
    }

    private CompletableFuture<Duration> waitFor(Duration limit) {
        return CompletableFuture.supplyAsync(() -> {
            long start = System.nanoTime();
            try {
                watch.await(limit);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return Duration.ofNanos(System.nanoTime() - start);
        });
    }
}

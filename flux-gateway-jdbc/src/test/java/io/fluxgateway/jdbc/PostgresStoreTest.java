package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fluxgateway.auth.ApiKey;
import io.fluxgateway.project.ProjectSettings;
import io.fluxgateway.project.TraceSettings;
import java.io.File;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PostgresStoreTest {
    private static final String TABLES = "SELECT string_agg(tablename, ' ' ORDER BY tablename) FROM pg_tables"
            + " WHERE schemaname = current_schema()";
    private static final String ONE = "CREATE TABLE a (x integer); INSERT INTO a VALUES (1);";
    private static final String TWO =
            "CREATE TABLE b (y integer); -- with a comment; and\nINSERT INTO b SELECT x FROM a;";

    private final PostgresSchema database = new PostgresSchema();

    @Test
    void manyWhoOpenANewDatabaseAtOnceAllSucceed() throws Exception {
        int openers = 8;
        ExecutorService threads = Executors.newFixedThreadPool(openers);
        try {
            for (int round = 0; round < 2; round++) {
                PostgresSchema fresh = new PostgresSchema();
                CountDownLatch start = new CountDownLatch(1);
                List<Future<?>> results = new ArrayList<>();
                for (int i = 0; i < openers; i++) {
                    String name = "key-" + i;
                    results.add(threads.submit(() -> {
                        start.await();
                        try (Store store = fresh.open()) {
                            return KeyFixture.in(store, "shop", name);
                        }
                    }));
                }
                start.countDown();
                for (Future<?> result : results) {
                    result.get(180, TimeUnit.SECONDS);
                }
                try (Store store = fresh.open()) {
                    assertThat(store.keys().list("shop")).hasSize(openers);
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void processesThatOpenANewDatabaseAtOnceAllSucceedAndOneIsSeenByTheOther() throws Exception {
        List<OtherProcess> processes = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                processes.add(other("add", "key-" + i));
            }
            assertThat(processes)
                    .allSatisfy(process -> assertThat(process.result()).endsWith("done\nexit 0"));
        } finally {
            processes.forEach(OtherProcess::close);
        }
        try (Store store = database.open()) {
            assertThat(store.keys().list("shop")).extracting(ApiKey::name).containsExactlyInAnyOrder("key-0", "key-1");
            KeyFixture key = KeyFixture.in(store, "shop", "server");
            assertThat(key.isRevoked(store)).isFalse();
            try (OtherProcess cli = other("revoke", "server")) {
                assertThat(cli.result()).endsWith("done\nexit 0");
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> key.isRevoked(store));
        }
    }

    @Test
    void withoutTheDriverItSaysWhatToAdd() throws Exception {
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).getFileName().toString().startsWith("postgresql-"))
                .collect(Collectors.joining(File.pathSeparator));

        try (OtherProcess process = OtherProcess.start(classPath, database.url(), "add", "a")) {
            assertThat(process.result())
                    .contains("StoreException: PostgreSQL's driver is missing: add org.postgresql:postgresql")
                    .endsWith("exit 1");
        }
    }

    @Test
    void everythingIsInASchemaOfItsOwn() throws Exception {
        String before = read("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
        database.open().close();

        assertThat(database.read(TABLES).split(" "))
                .contains("api_key", "api_key_use", "config_rev", "project", "project_cors_origin", "schema_version");
        assertThat(read("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
                .isEqualTo(before);
    }

    @Test
    void twoSchemasOfOneDatabaseKnowNothingOfEachOther() throws Exception {
        PostgresSchema second = new PostgresSchema();
        try (Store one = database.open();
                Store two = second.open()) {
            KeyFixture key = KeyFixture.in(one, "shop", "server");

            assertThat(key.found(two)).isNull();
            assertThat(two.keys().list("shop")).isEmpty();
            KeyFixture.in(two, "shop", "server");
        }
    }

    @Test
    void aDatabaseOfANewerVersionIsRefusedInOneLine() throws Exception {
        database.open().close();
        database.execute("UPDATE schema_version SET version = 99");

        assertThatThrownBy(database::open)
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith(
                        database.name() + " has schema version 99, and this Flux Gateway knows version ")
                .hasMessageEndingWith(" at most; use the newer Flux Gateway that wrote it");
    }

    @Test
    void theSchemaOfAnotherProgramIsRefusedAndNotTouched() throws Exception {
        database.execute("CREATE SCHEMA " + database.schema(), "CREATE TABLE theirs (x integer)");

        assertThatThrownBy(database::open)
                .isInstanceOf(StoreException.class)
                .hasMessage(database.name() + " has tables of another program in the schema " + database.schema()
                        + "; name another one with ?currentSchema=NAME");
        assertThat(database.read(TABLES)).isEqualTo("theirs");
    }

    @Test
    void anOlderSchemaGetsOnlyWhatIsMissing() throws Exception {
        migrate(ONE);
        database.execute("UPDATE a SET x = 7");
        migrate(ONE, TWO);
        migrate(ONE, TWO);

        assertThat(database.read("SELECT y FROM b")).isEqualTo("7");
        assertThat(database.read("SELECT version FROM schema_version")).isEqualTo("2");
    }

    @Test
    void aScriptThatFailsLeavesTheSchemaAsItWas() throws Exception {
        migrate(ONE);

        assertThatThrownBy(() -> migrate(ONE, TWO, "CREATE TABLE c (z integer); INSERT INTO nowhere VALUES (1);"))
                .hasMessageContaining("nowhere");

        assertThat(database.read(TABLES)).isEqualTo("a schema_version");
        assertThat(database.read("SELECT version FROM schema_version")).isEqualTo("1");
    }

    @Test
    void whatTheVersionBeforeStoredIsStillThereAndTheSame() throws Exception {
        KeyFixture working = KeyFixture.of("shop", "server");
        KeyFixture revoked = KeyFixture.of("shop", "server");
        migrate(Migrations.script("postgresql/0001-keys-and-settings.sql"));
        for (KeyFixture key : List.of(revoked, working)) {
            database.execute(
                    "INSERT INTO api_key (id, project, name, preview, created_at, revoked_at, rev, digest) VALUES ('"
                            + key.key().id() + "', 'shop', 'server', '"
                            + key.key().preview() + "', "
                            + key.key().createdAt().toEpochMilli() + ", " + (key.equals(revoked) ? "2000" : "NULL")
                            + ", 1, '\\x"
                            + key.digest() + "')");
        }
        database.execute(
                "UPDATE config_rev SET rev = 7",
                "INSERT INTO project (name, plan, trace_sampling, trace_queries) VALUES ('shop', 'pro', 0.5, true)",
                "INSERT INTO project_cors_origin VALUES ('shop', 0, 'https://b.example'), ('shop', 1, '*')");

        try (Store store = database.open()) {
            assertThat(store.keys().list("shop")).containsExactly(working.key());
            assertThat(working.found(store)).isEqualTo(working.key());
            assertThat(revoked.found(store)).isEqualTo(revoked.key().revoked(Instant.ofEpochMilli(2_000)));
            assertThat(store.projects().settings("shop"))
                    .isEqualTo(new ProjectSettings(
                            "pro", List.of("https://b.example", "*"), new TraceSettings(0.5, true)));
        }
        assertThat(read("SELECT rev FROM config_rev")).isEqualTo("7");
        assertThat(read("SELECT version FROM schema_version")).isEqualTo("5");
    }

    @Test
    void aLimitThatMakesNoSenseIsRefusedWhereItIsSet() {
        refused(b -> b.maxConnections(2), "maxConnections: 2 (expected: at least 3)");
        refused(b -> b.maxCachedKeys(0), "maxCachedKeys: 0 (expected: at least 1)");
        refused(b -> b.resyncInterval(Duration.ZERO), "resyncInterval: PT0S (expected: 100 ms to 1 minute)");
        refused(b -> b.statementTimeout(Duration.ofHours(1)), "statementTimeout: PT1H (expected: 100 ms to 1 minute)");
    }

    private void refused(Consumer<PostgresStoreBuilder> setting, String message) {
        assertThatThrownBy(() -> setting.accept(database.options()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private void migrate(String... scripts) throws Exception {
        try (Connection connection = database.connect()) {
            new PostgresMigrations(List.of(scripts)).run(connection, PostgresUrl.parse(database.url()));
        }
    }

    private OtherProcess other(String... arguments) throws Exception {
        return OtherProcess.start(System.getProperty("java.class.path"), database.url(), arguments);
    }

    private String read(String query) throws Exception {
        return database.read(query);
    }
}

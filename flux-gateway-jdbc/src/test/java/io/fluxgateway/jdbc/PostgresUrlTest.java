package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUrlTest {
    @Test
    void namesTheDatabaseAndNoCredentials() {
        PostgresUrl url =
                PostgresUrl.parse("jdbc:postgresql://db.example:6543/shop?user=flux&password=hunter2&sslmode=require");

        assertThat(url).hasToString("PostgreSQL database \"shop\" at db.example:6543");
        assertThat(url.user()).isEqualTo("flux");
        assertThat(url.schema()).isEqualTo("flux");
    }

    @Test
    void namesEachHostOfSeveral() {
        assertThat(PostgresUrl.parse("jdbc:postgresql://a,b:6543/shop"))
                .hasToString("PostgreSQL database \"shop\" at a:5432, b:6543");
    }

    @Test
    void takesAnotherSchemaFromTheUrl() {
        assertThat(PostgresUrl.parse("jdbc:postgresql://db/shop?currentSchema=staging")
                        .schema())
                .isEqualTo("staging");
        assertThatThrownBy(() -> PostgresUrl.parse("jdbc:postgresql://db/shop?currentSchema=a,public"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("currentSchema: \"a,public\" (expected: one name of");
    }

    @Test
    void credentialsOfTheUrlComeFirst() {
        PostgresUrl url = PostgresUrl.parse("jdbc:postgresql://db/shop?user=flux");

        assertThat(url.with("other", "secret").user()).isEqualTo("flux");
        assertThat(PostgresUrl.parse("jdbc:postgresql://db/shop")
                        .with("other", null)
                        .user())
                .isEqualTo("other");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "jdbc:mysql://db/shop?user=flux&password=hunter2",
                "postgres://flux:hunter2@db/shop",
                "postgresql://flux:hunt/er@hunter2@db/shop",
                "jdbc:postgresql://flux:hunter2@db/shop",
                "jdbc:postgresql://flux:hunter2@db:5432/shop?ssl=true",
                "jdbc:postgresql://db:port/shop?password=hunter2",
                "jdbc:postgresql://db?password=hunter2",
                "jdbc:sqlite:/tmp/flux.db?password=hunter2"
            })
    void anotherUrlIsRefusedWithoutItsCredentials(String url) {
        assertThatThrownBy(() -> PostgresStore.at(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("database: \"" + PostgresUrl.masked(url) + "\"")
                .hasMessageEndingWith(" (expected: jdbc:postgresql://HOST[:PORT]/DATABASE)")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2", "flux:"));
    }
}

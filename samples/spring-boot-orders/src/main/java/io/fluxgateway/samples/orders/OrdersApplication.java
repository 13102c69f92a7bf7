package io.fluxgateway.samples.orders;

import io.fluxgateway.Gateway;
import io.fluxgateway.jdbc.SqliteStore;
import io.fluxgateway.route.RouteTable;
import io.fluxgateway.route.Unmatched;
import io.fluxgateway.servlet.FluxFilter;
import java.nio.file.Path;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class OrdersApplication {
    @Bean
    FluxFilter frontDoor() throws Exception {
        return new FluxFilter(Gateway.builder("spring-boot-orders")
                .keys(SqliteStore.open(Path.of(".flux")).keys())
                .routes(RouteTable.loadResource(getClass().getClassLoader(), "flux.json"))
                .unmatched(Unmatched.PASS_TO_HOST).build());
    }

    public static void main(String[] args) {
        SpringApplication.run(OrdersApplication.class, args);
    }
}

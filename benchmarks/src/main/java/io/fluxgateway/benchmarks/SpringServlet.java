package io.fluxgateway.benchmarks;

import jakarta.servlet.http.HttpServlet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.support.AnnotationConfigWebApplicationContext;
import org.springframework.web.servlet.DispatcherServlet;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** The servlet that most applications have: Spring's, in front of a controller that answers with JSON. */
final class SpringServlet {
    private SpringServlet() {}

    static HttpServlet create() {
        AnnotationConfigWebApplicationContext context = new AnnotationConfigWebApplicationContext();
        context.register(Configuration.class);
        return new DispatcherServlet(context);
    }

    @EnableWebMvc
    static class Configuration {
        @Bean
        OrderController orders() {
            return new OrderController();
        }
    }

    record Line(String product, int quantity, long cents) {}

    record Order(long id, String customer, List<Line> lines) {}

    @RestController
    static class OrderController {
        private final Map<Long, Order> orders = LongStream.range(0, 100)
                .mapToObj(id ->
                        new Order(id, "customer " + id, List.of(new Line("tea", 2, 1_250), new Line("cup", 6, 8_990))))
                .collect(Collectors.toMap(Order::id, order -> order));

        @GetMapping("/orders/{id}")
        ResponseEntity<Order> one(@PathVariable("id") long id) {
            return ResponseEntity.ofNullable(orders.get(id));
        }
    }
}

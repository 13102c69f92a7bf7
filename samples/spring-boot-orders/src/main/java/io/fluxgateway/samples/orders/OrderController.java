package io.fluxgateway.samples.orders;

import java.security.Principal;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The application as it was: it knows nothing of a gateway. */
@RestController
class OrderController {
    private final Map<Long, Order> orders = new ConcurrentSkipListMap<>();
    private final AtomicLong lastId = new AtomicLong();

    record NewOrder(String product, int quantity) {}

    record Order(long id, String product, int quantity, String by) {}

    @GetMapping("/orders")
    Collection<Order> list() {
        return orders.values();
    }

    @GetMapping("/orders/{id}")
    ResponseEntity<Order> one(@PathVariable long id) {
        return ResponseEntity.ofNullable(orders.get(id));
    }

    @PostMapping("/orders")
    @ResponseStatus(HttpStatus.CREATED)
    Order add(@RequestBody NewOrder wanted, Principal principal) {
        String by = principal == null ? "anonymous" : principal.getName();
        Order order = new Order(lastId.incrementAndGet(), wanted.product(), wanted.quantity(), by);
        orders.put(order.id(), order);
        return order;
    }

    @GetMapping("/health")
    String health() {
        return "up";
    }
}

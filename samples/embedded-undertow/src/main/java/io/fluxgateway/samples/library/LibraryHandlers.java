package io.fluxgateway.samples.library;

import io.fluxgateway.undertow.FluxHandler;
import io.undertow.Handlers;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.RoutingHandler;
import io.undertow.util.Headers;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/** The application's own endpoints, as they were before there was a gateway; but for the caller's name in the log. */
final class LibraryHandlers {
    private static final System.Logger LOG = System.getLogger(LibraryHandlers.class.getName());

    private final Books books;
    private final JsonMapper json = new JsonMapper();

    private LibraryHandlers(Books books) {
        this.books = books;
    }

    static HttpHandler of(Books books) {
        LibraryHandlers handlers = new LibraryHandlers(books);
        RoutingHandler routes = Handlers.routing();
        routes.get("/health", exchange -> exchange.getResponseSender().send("up"));
        routes.get("/books", handlers::list);
        routes.get("/books/{isbn}", handlers::one);
        return routes;
    }

    private void list(HttpServerExchange exchange) {
        LOG.log(
                System.Logger.Level.INFO,
                "[{0}] {1} reads the list",
                FluxHandler.requestId(exchange),
                caller(exchange));
        send(exchange, books.all());
    }

    private void one(HttpServerExchange exchange) {
        String isbn = Objects.requireNonNull(exchange.getQueryParameters().get("isbn"))
                .element();
        Books.Book book = books.find(isbn);
        if (book == null) {
            exchange.setStatusCode(404).endExchange();
        } else {
            send(exchange, book);
        }
    }

    private void send(HttpServerExchange exchange, Object value) {
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "application/json");
        exchange.getResponseSender().send(json.writeValueAsString(value));
    }

    private static String caller(HttpServerExchange exchange) {
        var caller = FluxHandler.caller(exchange);
        return caller == null ? "nobody" : caller.keyName();
    }
}

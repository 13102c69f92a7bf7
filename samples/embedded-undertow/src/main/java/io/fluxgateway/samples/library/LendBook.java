package io.fluxgateway.samples.library;

import io.fluxgateway.function.FluxFunction;

/** A function beside the application's handlers: {@code PUT /books/{isbn}/loan} with the reader's name as its body. */
final class LendBook implements FluxFunction {
    private final Books books;

    LendBook(Books books) {
        this.books = books;
    }

    @Override
    public Response handle(Request request) {
        String isbn = String.valueOf(request.params().get("isbn"));
        if (books.find(isbn) == null) {
            return Response.text(404, "no book " + isbn);
        }
        return books.lend(isbn, request.text()) ? Response.empty(204) : Response.text(409, "it is lent already");
    }
}

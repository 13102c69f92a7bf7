package io.fluxgateway.undertow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

class TurnsTest {
    private static final int TURN = 256 * 1024;
    private static final int SHARE = 64 * 1024;

    private final XnioWorker worker;

    TurnsTest() throws Exception {
        worker = Xnio.getInstance()
                .createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_TASK_MAX_THREADS, 1));
    }

    @AfterEach
    void end() throws InterruptedException {
        worker.shutdownNow();
        assertThat(worker.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void oneThatIsAloneMovesAllThatATurnAllows() throws Exception {
        onThread(Turns::ofBytes, turns -> {
            assertThat(turns.mayDo(0)).isTrue();
            turns.done(TURN - 1);
            assertThat(turns.mayDo(TURN - 1)).isTrue();
            turns.done(1);
            assertThat(turns.mayDo(0)).as("nor may anybody else").isFalse();
            return turns;
        });
    }

    @Test
    void oneThatHadItsShareWaitsWhileOthersDo() throws Exception {
        onThread(Turns::ofBytes, turns -> {
            turns.await(() -> true);
            assertThat(turns.mayDo(SHARE - 1)).isTrue();
            assertThat(turns.mayDo(SHARE)).isFalse();
            return turns;
        });
    }

    @Test
    void theNextTurnLetsAsManyGoOnAsItHasSharesFirstComeFirstServed() throws Exception {
        List<Integer> order = new ArrayList<>();
        Turns turns = onThread(Turns::ofBytes, made -> {
            for (int i = 0; i < 6; i++) {
                int number = i;
                made.await(() -> order.add(number));
            }
            made.done(TURN);
            made.run();
            assertThat(order).containsExactly(0, 1, 2, 3);
            assertThat(made.mayDo(0)).as("a turn has begun").isTrue();
            return made;
        });
        onThread(thread -> turns, made -> {
            made.run();
            assertThat(order).containsExactly(0, 1, 2, 3, 4, 5);
            return made;
        });
    }

    @Test
    void oneThatHasNothingToDoTakesNobodysTurn() throws Exception {
        List<Integer> order = new ArrayList<>();
        onThread(Turns::ofBytes, turns -> {
            for (int i = 0; i < 10; i++) {
                turns.await(() -> false);
            }
            turns.await(() -> order.add(10));
            turns.run();
            assertThat(order).containsExactly(10);
            return turns;
        });
    }

    @Test
    void waitersGoOnEvenIfNobodyMovesAnything() throws Exception {
        CompletableFuture<Boolean> last = new CompletableFuture<>();
        onThread(Turns::ofEnds, turns -> {
            for (int i = 0; i < 100; i++) {
                turns.await(() -> true);
            }
            turns.await(() -> last.complete(true));
            return turns;
        });
        assertThat(last.get(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void aTurnEndsByItself() throws Exception {
        Turns turns = onThread(Turns::ofBytes, made -> {
            made.done(TURN);
            return made;
        });
        boolean mayDo = onThread(thread -> turns, made -> made.mayDo(0));
        assertThat(mayDo).isTrue();
    }

    private <T> T onThread(Function<XnioIoThread, Turns> make, Function<Turns, T> work) throws Exception {
        XnioIoThread thread = worker.getIoThread(0);
        CompletableFuture<T> result = new CompletableFuture<>();
        thread.execute(() -> {
            try {
                result.complete(work.apply(make.apply(thread)));
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        return result.get(10, TimeUnit.SECONDS);
    }
}

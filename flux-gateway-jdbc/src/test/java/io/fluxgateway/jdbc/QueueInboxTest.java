package io.fluxgateway.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.fluxgateway.invocation.Submission;
import io.fluxgateway.jdbc.QueueOperation.Offer;
import io.fluxgateway.jdbc.QueueOperation.Tidy;
import java.util.List;
import org.junit.jupiter.api.Test;

class QueueInboxTest {
    private static final int MEGABYTE = 1 << 20;

    private final QueueInbox inbox = new QueueInbox();

    private static Offer offer(int bytes) {
        return new Offer(new Submission(QueueFixture.invocation(new byte[bytes])));
    }

    @Test
    void aNumberOfOffersWaitAndStillThereIsRoomForWhatEndsThem() throws Exception {
        for (int i = 0; i < QueueInbox.MOST_OFFERS; i++) {
            assertThat(inbox.add(offer(0))).isTrue();
        }

        assertThat(inbox.add(offer(0))).isFalse();
        for (int i = 0; i < QueueInbox.MOST_OFFERS; i++) {
            assertThat(inbox.add(new Tidy(QueueFindings.NONE))).isTrue();
        }
        assertThat(inbox.add(new Tidy(QueueFindings.NONE))).isFalse();
        assertThat(inbox.take()).isNotEmpty();
        assertThat(inbox.add(new Tidy(QueueFindings.NONE))).isTrue();
    }

    @Test
    void soManyBytesWaitAndNoMoreUntilTheyAreTaken() throws Exception {
        int offers = 0;
        while (inbox.add(offer(MEGABYTE))) {
            offers++;
        }

        assertThat(offers).isEqualTo((int) (QueueInbox.MOST_BYTES / MEGABYTE));
        assertThat(inbox.add(new Tidy(QueueFindings.NONE))).isTrue();
        assertThat(inbox.take()).as("of one transaction").hasSizeBetween(2, 16);
        assertThat(inbox.add(offer(MEGABYTE))).isTrue();
    }

    @Test
    void whatIsTakenIsInOrderAndNothingWhenItIsClosedAndEmpty() throws Exception {
        Offer first = offer(1);
        Tidy second = new Tidy(QueueFindings.NONE);
        inbox.add(first);
        inbox.add(second);
        inbox.close();

        assertThat(inbox.take()).isEqualTo(List.of(first, second));
        assertThat(inbox.take()).isEmpty();
    }
}

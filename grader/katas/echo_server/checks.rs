//! Hidden checks of `echo_server`.

use echo_server as k;
use futures::future::LocalBoxFuture;
use kata_kit::{
    Background, PATIENCE, assert_same, assert_that, call, cases, hang_hint, in_words, ms, paused,
    runtimes, sizes_from, try_within, wait_until,
};
use std::{
    cell::{Cell, RefCell},
    future::{pending, poll_fn},
    io,
    net::SocketAddr,
    pin::pin,
    rc::Rc,
    task::{Poll, Waker},
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpSocket, TcpStream},
    sync::Notify,
    time::{sleep, timeout},
};

// How long nothing must happen where nothing may happen. A right answer can only pass here.
const A_WHILE: Duration = ms(300);

const BLOCKED: &str = "The thread is held by something that does not give it back: `accept`, `read` and locks of std block, and so does `block_on`.";
const ECHO: &str = "Whatever was read is sent back at once, again and again until the client closes: no waiting for a newline or for the end, no single read.";
const TOGETHER: &str = "Clients are served at the same time: the loop must accept the next one while the others are being served, so give each connection to a task, or poll them all together.";
const FREED: &str = "A client closed, and its place did not become free for the one who waited. The permit, or the count, has to be given back when the connection ends, however it ends. And a client over the limit waits: it is not turned away.";
const GREATEST: &str = "`max_connections` may be the greatest number there is: no more is added to it, no room is made for so many, and a semaphore has `Semaphore::MAX_PERMITS` at most.";
const IDLE: &str = "A connection may be idle for as long as its client likes, also after the shutdown: there is no time limit.";
const NOT_READ: &str = "A client that does not read what comes back keeps only itself waiting: while one connection is written to, the others go on.";
const OPEN_GO_ON: &str = "The shutdown is for new connections: those that are being served go on until their clients close. Do not abort or drop their tasks.";
const RESET: &str = "Another client reset its connection, and that is no concern of this one. An error of one connection must not end the server (`?`, `unwrap`), nor may it keep a place.";

struct World {
    address: SocketAddr,
    stop: Rc<Stop>,
    // Whether the shutdown future was polled to its end.
    noticed: Rc<Cell<bool>>,
    result: RefCell<Option<Result<u64, String>>>,
    // A client, or we, have waited in vain; somebody has looked where the server is then.
    stuck: Notify,
    looked: Notify,
}

// Runs the student's server and `clients` in one task: the server's future need not be `Send`.
async fn with_server(max: usize, clients: impl AsyncFnOnce(&World)) {
    let _hint = hang_hint(BLOCKED);
    let socket = TcpSocket::new_v4().expect("a socket");
    // Small buffers fill up soon; the connections inherit them.
    socket
        .set_send_buffer_size(8 * 1024)
        .expect("a small buffer");
    let any_port = SocketAddr::from(([127, 0, 0, 1], 0));
    socket.bind(any_port).expect("a free port");
    let listener: TcpListener = socket.listen(64).expect("listening");
    let world = World {
        address: listener.local_addr().expect("its address"),
        stop: Rc::default(),
        noticed: Rc::default(),
        result: RefCell::default(),
        stuck: Notify::new(),
        looked: Notify::new(),
    };
    serve_clients(listener, max, &world, Box::pin(clients(&world))).await;
}

async fn serve_clients(
    listener: TcpListener,
    max: usize,
    world: &World,
    mut clients: LocalBoxFuture<'_, ()>,
) {
    let shutdown = shutdown(world.stop.clone(), world.noticed.clone());
    let server = async {
        let why = |panic: &str| {
            let of_numbers = ["permits", "capacity", "overflow"];
            of_numbers
                .iter()
                .any(|word| panic.contains(word))
                .then_some(GREATEST)
        };
        let serve = call("`serve`", k::serve(listener, max, shutdown));
        let result: io::Result<u64> = serve.explain_if(why).await;
        *world.result.borrow_mut() = Some(result.map_err(|error| error.to_string()));
        pending::<()>().await;
    };
    let mut server = pin!(server);
    tokio::select! {
        () = clients.as_mut() => return,
        () = server.as_mut() => {}
        () = world.stuck.notified() => {}
    }
    // The clients are still there, so this is where the server is in their eyes.
    try_within(Duration::ZERO, server).await;
    world.looked.notify_one();
    clients.await;
}

// The future that the server is given.
async fn shutdown(stop: Rc<Stop>, noticed: Rc<Cell<bool>>) {
    stop.asked().await;
    noticed.set(true);
}

// Asks the server to shut down. By hand: of a channel, a report on a hang would say that nobody sends.
#[derive(Default)]
struct Stop {
    asked: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

impl Stop {
    fn ask(&self) {
        self.asked.set(true);
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    async fn asked(&self) {
        poll_fn(|cx| {
            if self.asked.get() {
                return Poll::Ready(());
            }
            *self.waker.borrow_mut() = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

#[derive(Debug, PartialEq)]
enum Answer {
    Echo,
    Other(String),
    Nothing,
    Closed(String),
}

impl World {
    async fn client(&self) -> TcpStream {
        let connected = timeout(PATIENCE, TcpStream::connect(self.address)).await;
        match connected {
            Ok(Ok(stream)) => stream,
            other => panic!(
                "A client could not connect: {other:?}.{}\nUntil the shutdown the listener must be there, whatever has become of earlier clients.",
                self.state()
            ),
        }
    }

    // For a check that is about to fail because the server keeps somebody waiting.
    async fn look_at_the_server(&self) {
        // A server that has returned waits for nothing.
        if self.result.borrow().is_none() {
            self.stuck.notify_one();
            self.looked.notified().await;
        }
    }

    fn state(&self) -> String {
        match &*self.result.borrow() {
            None => String::new(),
            Some(result) => format!(" `serve` had already returned {result:?}."),
        }
    }

    // `who` sends `text`, and it must come back.
    async fn expect_echo(&self, who: &str, client: &mut TcpStream, text: &str, why: &str) {
        let sent = client.write_all(text.as_bytes()).await;
        if let Err(error) = sent {
            panic!("{who} could not send: {error}.{}\n{why}", self.state());
        }
        self.expect_answer(who, client, text, why).await;
    }

    // What `who` has sent before must come back.
    async fn expect_answer(&self, who: &str, client: &mut TcpStream, text: &str, why: &str) {
        let seen = match answer(client, text, PATIENCE).await {
            Answer::Echo => return,
            Answer::Other(other) => format!("{who} sent {text:?} and got {other:?}."),
            Answer::Nothing => {
                self.look_at_the_server().await;
                format!(
                    "{who} sent {text:?} and got no answer within {}.",
                    in_words(PATIENCE)
                )
            }
            Answer::Closed(how) => {
                format!("{who} sent {text:?}, and the connection was closed instead ({how}).")
            }
        };
        panic!("{seen}{}\n{why}", self.state());
    }

    fn shut_down(&self) {
        self.stop.ask();
    }

    async fn expect_noticed(&self, why: &str) {
        let noticed = wait_until(|| self.noticed.get()).await;
        if !noticed {
            self.look_at_the_server().await;
        }
        assert_that(
            noticed,
            &format!(
                "The shutdown was not noticed within {}.{}",
                in_words(PATIENCE),
                self.state()
            ),
            why,
        );
        // Whatever has to be passed on inside the server has been passed on then.
        sleep(ms(50)).await;
    }

    fn expect_not_returned(&self, when: &str, why: &str) {
        assert_that(
            self.result.borrow().is_none(),
            &format!("{when}.{}", self.state()),
            why,
        );
    }

    // The number that `serve` returned; `why` says why it might not have returned.
    async fn returned(&self, why: &str) -> u64 {
        let returned = wait_until(|| self.result.borrow().is_some()).await;
        if !returned {
            self.look_at_the_server().await;
        }
        assert_that(
            returned,
            &format!(
                "`serve` had not returned {} after the last client closed.",
                in_words(PATIENCE)
            ),
            why,
        );
        match self.result.borrow().clone() {
            Some(Ok(served)) => served,
            other => panic!(
                "`serve` returned {other:?}.\nNothing went wrong with the listener: the result is `Ok` with the number of connections served."
            ),
        }
    }
}

async fn answer(client: &mut TcpStream, text: &str, patience: Duration) -> Answer {
    let mut bytes = vec![0; text.len()];
    match timeout(patience, client.read_exact(&mut bytes)).await {
        Err(_) => Answer::Nothing,
        Ok(Err(error)) => Answer::Closed(error.to_string()),
        Ok(Ok(_)) if bytes == text.as_bytes() => Answer::Echo,
        Ok(Ok(_)) => Answer::Other(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

// What a client got that should have got nothing.
fn in_words_of(answer: &Answer) -> String {
    match answer {
        Answer::Echo => "was served".into(),
        Answer::Other(other) => format!("was answered {other:?}"),
        Answer::Nothing => "got no answer".into(),
        Answer::Closed(how) => format!("was turned away ({how})"),
    }
}

// A client that is killed: the other side reads an error, no end.
fn reset(client: TcpStream) {
    client.set_zero_linger().expect("a reset is possible");
    drop(client);
}

const RETURNS: &str = "After the shutdown, and when the last of the open connections has ended, there is nothing left to wait for: is a clone of a sender or a permit kept somewhere?";

/// Whatever a client sends comes back, all of it and at once; when it closes, the server does too.
/// Promises: 1
/// Points: 2
async fn everything_comes_back() {
    with_server(2, async |world| {
        let mut client = world.client().await;
        for text in ["no newline", "x", "two\nlines\n", "again"] {
            world.expect_echo("A client", &mut client, text, ECHO).await;
        }

        drop(client);

        // More than fits into the buffers, from a client that begins to read late.
        let socket = TcpSocket::new_v4().expect("a socket");
        socket.set_recv_buffer_size(8 * 1024).expect("a small buffer");
        let connected = timeout(PATIENCE, socket.connect(world.address)).await;
        let (mut from, mut to) = match connected {
            Ok(Ok(stream)) => stream.into_split(),
            other => panic!("A second client could not connect: {other:?}.\n{TOGETHER}"),
        };
        let sent: Vec<u8> = (0..300_000_u32).map(|n| (n % 257) as u8).collect();
        let send = async {
            let sent = to.write_all(&sent).await;
            // This closes the client's sending side only.
            let closed = to.shutdown().await;
            sent.and(closed)
        };
        let mut came = Vec::new();
        let receive = async {
            sleep(ms(100)).await;
            from.read_to_end(&mut came).await
        };
        let both = timeout(PATIENCE * 2, async { tokio::join!(send, receive) }).await;
        let equal = came.iter().zip(&sent).take_while(|(a, b)| a == b).count();
        assert_that(
            equal == sent.len() && came.len() == sent.len(),
            &format!(
                "A client sent 300000 bytes and read late; {} bytes came back, the first {equal} of them as they were sent.{}",
                came.len(),
                world.state()
            ),
            if equal == 128 && came.len() > sent.len() {
                "The bytes from 128 on came back changed: a client may send any bytes, and they need not be text. Send back what was read, without making a `String` of it."
            } else {
                "`write` may take only a part of what it is given, and says how much: `write_all` and `tokio::io::copy` send everything. And what was read before the client closed has to be sent back as well."
            },
        );
        let closed = matches!(both, Ok((Ok(()), Ok(_))));
        if both.is_err() {
            world.look_at_the_server().await;
        }
        assert_that(
            closed,
            &format!("All bytes came back, but the connection did not come to its end: {both:?}."),
            "When the client has closed its side (a read gives 0 bytes), drop the connection: the client is waiting for its end.",
        );
    })
    .await;
}

/// Up to `max_connections` clients are served at the same time, and one more is not.
/// Promises: 2, 3
/// Points: 2
async fn the_limit_is_kept() {
    for max in sizes_from(1, "connection") {
        with_server(max, async |world| {
            let mut clients = Vec::new();
            for number in 1..=max {
                let mut client = world.client().await;
                let who = format!("Client {number} of {max}, the others being connected,");
                world.expect_echo(&who, &mut client, "ping", TOGETHER).await;
                clients.push(client);
            }
            for (client, number) in clients.iter_mut().zip(1..) {
                let who = format!("Client {number} of {max}, all being connected,");
                world.expect_echo(&who, client, "pong", TOGETHER).await;
            }
            let mut one_more = world.client().await;
            one_more.write_all(b"me too").await.expect("the system takes it");
            let answer = answer(&mut one_more, "me too", A_WHILE).await;
            let why = match answer {
                Answer::Echo => "A client over the limit waits for a place. Count the connections, and accept nobody while there are `max_connections`; a permit must live in the connection's task until its end, and limits nothing when the accept loop drops it.",
                _ => "A client over the limit waits, and is not turned away: look for a place before you accept, not afterwards, and nobody has to be sent home.",
            };
            assert_that(
                answer == Answer::Nothing,
                &format!("With {max} clients connected, and a limit of {max}, one more {}.", in_words_of(&answer)),
                why,
            );
            world.expect_not_returned("There was no shutdown", "Until the shutdown the server goes on, however many clients come.");
        })
        .await;
    }
    for max in cases([("with the greatest `max_connections`", usize::MAX)]) {
        with_server(max, async |world| {
            let mut first = world.client().await;
            let mut second = world.client().await;
            world
                .expect_echo("The first client", &mut first, "ping", TOGETHER)
                .await;
            world
                .expect_echo("The second client", &mut second, "ping", TOGETHER)
                .await;
            world
                .expect_echo("The first client", &mut first, "pong", TOGETHER)
                .await;
        })
        .await;
    }
    for max in cases([("when one of two does not read", 2)]) {
        with_server(max, async |world| {
            let flood = world.client().await;
            let mut other = world.client().await;
            world
                .expect_echo("The other client", &mut other, "ping", TOGETHER)
                .await;
            // Until all buffers on the way are full, for a moment at least.
            let mut full = 0;
            while full < 20 {
                match flood.try_write(&[b'x'; 4096]) {
                    Ok(_) => full = 0,
                    Err(_) => full += 1,
                }
                sleep(ms(1)).await;
            }
            world
                .expect_echo("The other client", &mut other, "pong", NOT_READ)
                .await;
            reset(flood);
            world
                .expect_echo("The other client", &mut other, "and again", RESET)
                .await;
        })
        .await;
    }
    // A thread without a runtime.
    let on_every_runtime = Background::spawn(|| {
        for runtime in runtimes() {
            runtime.block_on(with_server(1, async |world| {
                let mut first = world.client().await;
                world
                    .expect_echo("A client", &mut first, "ping", ECHO)
                    .await;
                let mut second = world.client().await;
                drop(first);
                world
                    .expect_echo("The next client", &mut second, "ping", FREED)
                    .await;
                world.shut_down();
                drop(second);
                let served = world.returned(RETURNS).await;
                assert_same(
                    "how many were served",
                    served,
                    2,
                    "Two clients were served.",
                );
            }));
        }
    });
    if on_every_runtime.wait().is_none() {
        panic!(
            "Two clients, one after the other, were not served within {}.\n{RETURNS}",
            in_words(PATIENCE)
        );
    }
}

/// A client over the limit waits, and is served when a place becomes free.
/// Promises: 3
/// Points: 2
async fn who_waits_is_served_later() {
    with_server(2, async |world| {
        let mut first = world.client().await;
        let mut second = world.client().await;
        world.expect_echo("The first client", &mut first, "ping", TOGETHER).await;
        world.expect_echo("The second client", &mut second, "ping", TOGETHER).await;
        let mut waiting = Vec::new();
        for text in ["third", "fourth", "fifth"] {
            let mut client = world.client().await;
            client.write_all(text.as_bytes()).await.expect("the system takes it");
            waiting.push((client, text));
        }
        sleep(ms(50)).await;
        world.expect_echo("The second client", &mut second, "still here", TOGETHER).await;
        drop(first);
        // The place goes from one to the next, whoever comes first.
        while !waiting.is_empty() {
            let left = waiting.len();
            let Ok(served) = timeout(PATIENCE, one_of_them(&mut waiting)).await else {
                world.look_at_the_server().await;
                panic!("A place had become free, {left} clients were waiting, and none of them was answered within {}.{}\n{FREED}", in_words(PATIENCE), world.state());
            };
            if let Err(seen) = served {
                panic!("{seen}{}\n{FREED}", world.state());
            }
        }
        world.expect_echo("The second client", &mut second, "and still", TOGETHER).await;
    })
    .await;
}

// Takes out, and closes, the first client that is answered.
async fn one_of_them(waiting: &mut Vec<(TcpStream, &str)>) -> Result<(), String> {
    loop {
        for at in 0..waiting.len() {
            let (client, text) = &waiting[at];
            let mut bytes = [0; 64];
            match client.try_read(&mut bytes) {
                Ok(n) if n > 0 && text.as_bytes().starts_with(&bytes[..n]) => {
                    waiting.remove(at);
                    return Ok(());
                }
                Ok(0) => {
                    return Err("A client that was waiting for a place was turned away.".into());
                }
                Ok(n) => {
                    let other = String::from_utf8_lossy(&bytes[..n]).into_owned();
                    return Err(format!("A client sent {text:?} and got {other:?}."));
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
                Err(error) => {
                    return Err(format!(
                        "A client that was waiting for a place got an error: {error}."
                    ));
                }
            }
        }
        sleep(ms(2)).await;
    }
}

/// After the shutdown open connections go on until their clients close; then it returns the number.
/// Promises: 5, 6
/// Points: 3
async fn open_connections_are_drained() {
    with_server(3, async |world| {
        // Two that come and go before.
        for _ in 0..2 {
            let mut early = world.client().await;
            world.expect_echo("An early client", &mut early, "hello", ECHO).await;
        }
        let mut first = world.client().await;
        let mut second = world.client().await;
        world.expect_echo("The first client", &mut first, "ping", TOGETHER).await;
        world.expect_echo("The second client", &mut second, "ping", TOGETHER).await;
        world.shut_down();
        world
            .expect_noticed("`shutdown` has to be polled together with whatever else the server waits for: a server that waits for the next client only would notice it only then.")
            .await;
        for text in ["after the shutdown", "and again"] {
            world.expect_echo("An open connection", &mut first, text, OPEN_GO_ON).await;
            world.expect_echo("An open connection", &mut second, text, OPEN_GO_ON).await;
        }
        sleep(A_WHILE).await;
        world.expect_not_returned("Two connections were still open", OPEN_GO_ON);
        drop(first);
        sleep(ms(100)).await;
        world.expect_not_returned("One connection was still open", OPEN_GO_ON);
        world.expect_echo("The last open connection", &mut second, "bye", OPEN_GO_ON).await;
        drop(second);
        assert_same(
            "how many connections `serve` says it has served",
            world.returned(RETURNS).await,
            4,
            "All that were served since the start are counted: those that ended before the shutdown, and those that were drained.",
        );
    })
    .await;

    for ends_well in cases([
        ("when one of the last is reset", false),
        ("when one of the last has sent nothing", true),
    ]) {
        with_server(2, async |world| {
            let mut first = world.client().await;
            world.expect_echo("The first client", &mut first, "ping", TOGETHER).await;
            let mut second = world.client().await;
            if !ends_well {
                world.expect_echo("The second client", &mut second, "ping", TOGETHER).await;
            }
            // Time for a client that has sent nothing to be let in.
            sleep(ms(30)).await;
            world.shut_down();
            world.expect_noticed("`shutdown` has to be polled together with whatever else the server waits for.").await;
            if ends_well {
                drop(second);
            } else {
                reset(second);
            }
            world.expect_echo("The other open connection", &mut first, "pong", RESET).await;
            drop(first);
            let served = world.returned(RETURNS).await;
            let enough = if ends_well { 2..=2 } else { 1..=2 };
            assert_that(
                enough.contains(&served),
                &format!("`serve` says it has served {served} connections; there were 2."),
                "Every connection that was let in before the shutdown counts, whatever was sent on it.",
            );
        })
        .await;
    }

    for _ in cases([("with a connection that is idle for a long time", ())]) {
        let idle = Background::spawn(|| paused(idle_for_long()));
        if idle.wait().is_none() {
            panic!("A connection that was idle for a long time was not served to its end.\n{IDLE}");
        }
    }

    with_server(3, async |world| {
        world.shut_down();
        let served = world
            .returned("With nobody connected there is nothing to wait for after the shutdown.")
            .await;
        assert_same(
            "how many were served without any client",
            served,
            0,
            "Nobody came.",
        );
    })
    .await;
}

// On the paused clock, so that a time limit of the server's own is over before anything else happens. Nothing here
// has a limit, which would be over as well.
async fn idle_for_long() {
    // Not hours: a server that looks around every few milliseconds would need too long for that.
    const LONG: Duration = ms(90_000);
    let listener = TcpListener::bind(("127.0.0.1", 0))
        .await
        .expect("a free port");
    let address = listener.local_addr().expect("its address");
    let stop = Rc::new(Stop::default());
    let shutdown = shutdown(stop.clone(), Rc::default());
    let clients = async {
        let mut client = TcpStream::connect(address)
            .await
            .expect("the server is there");
        for text in ["ping", "after a long time", "long after the shutdown"] {
            let mut back = vec![0; text.len()];
            let sent = client.write_all(text.as_bytes()).await;
            let came = client.read_exact(&mut back).await;
            assert_that(
                sent.is_ok() && came.is_ok() && back == text.as_bytes(),
                &format!(
                    "A client that had been idle sent {text:?}, and its connection was closed."
                ),
                IDLE,
            );
            match text {
                "ping" => sleep(LONG).await,
                "after a long time" => {
                    stop.ask();
                    sleep(LONG).await;
                }
                _ => {}
            }
        }
    };
    let (served, ()) = tokio::join!(k::serve(listener, 1, shutdown), clients);
    let served = served.map_err(|error| error.to_string());
    assert_same(
        "how many were served",
        served,
        Ok(1),
        "One client was served.",
    );
}

/// After the shutdown no new connection is served.
/// Promises: 4
async fn nobody_new_after_the_shutdown() {
    with_server(3, async |world| {
        let mut open = world.client().await;
        world.expect_echo("A client", &mut open, "ping", ECHO).await;
        world.shut_down();
        world
            .expect_noticed(
                "`shutdown` has to be polled together with whatever else the server waits for.",
            )
            .await;
        expect_refused(world).await;
        drop(open);
        let served = world.returned(RETURNS).await;
        assert_same(
            "how many were served",
            served,
            1,
            "One client was served before the shutdown, and nobody after it.",
        );
    })
    .await;
}

// A new client may fail to connect, or wait in vain: but it is not answered.
async fn expect_refused(world: &World) {
    let Ok(Ok(mut late)) = timeout(A_WHILE, TcpStream::connect(world.address)).await else {
        return;
    };
    if late.write_all(b"too late?").await.is_err() {
        return;
    }
    let answer = answer(&mut late, "too late?", A_WHILE).await;
    assert_that(
        !matches!(answer, Answer::Echo | Answer::Other(_)),
        "A client that came after the shutdown was served.",
        "When `shutdown` is ready, stop accepting: leave the loop, and drop the listener.",
    );
}

/// The shutdown is noticed while the server is full.
/// Promises: 7
/// Points: 2
async fn the_shutdown_is_noticed_while_full() {
    const FULL: &str = "The server was full, so it was waiting for a place, and there it did not look at the shutdown: every `.await` of the accept loop, also that for a permit, belongs into a `select!` with `&mut shutdown`.";
    const WAITING: &str = "The server was full, and one more client waited. A server that accepts that one and then waits for a permit has to look at the shutdown there, too: every `.await` of the accept loop belongs into a `select!` with `&mut shutdown`.";
    with_server(2, async |world| {
        let mut first = world.client().await;
        let mut second = world.client().await;
        world
            .expect_echo("The first client", &mut first, "ping", TOGETHER)
            .await;
        world
            .expect_echo("The second client", &mut second, "ping", TOGETHER)
            .await;
        sleep(ms(50)).await;
        world.shut_down();
        world.expect_noticed(FULL).await;
        world.expect_not_returned("Two connections were still open", OPEN_GO_ON);
        world
            .expect_echo(
                "An open connection",
                &mut first,
                "after the shutdown",
                OPEN_GO_ON,
            )
            .await;
        world
            .expect_echo(
                "An open connection",
                &mut second,
                "after the shutdown",
                OPEN_GO_ON,
            )
            .await;
        drop((first, second));
        assert_same(
            "how many were served",
            world.returned(RETURNS).await,
            2,
            "Two clients were served.",
        );
    })
    .await;

    // Full, and somebody waits for a place. Whether that one is served in the end is free.
    with_server(1, async |world| {
        let mut served = world.client().await;
        world
            .expect_echo("The first client", &mut served, "ping", TOGETHER)
            .await;
        let waiting = world.client().await;
        sleep(ms(50)).await;
        world.shut_down();
        world.expect_noticed(WAITING).await;
        drop((served, waiting));
        world.returned(RETURNS).await;
    })
    .await;
}

/// A client that resets its connection harms nobody.
/// Promises: 8
async fn a_reset_harms_nobody() {
    with_server(2, async |world| {
        let mut other = world.client().await;
        world.expect_echo("The other client", &mut other, "ping", TOGETHER).await;
        // More of them than there are places.
        for _ in 0..11 {
            let mut killed = world.client().await;
            world.expect_echo("A client, after others were reset,", &mut killed, "ping", RESET).await;
            reset(killed);
            sleep(ms(20)).await;
            world.expect_echo("The other client", &mut other, "pong", RESET).await;
        }
        // One that is reset while it waits for a place, and one behind it.
        let mut second = world.client().await;
        world.expect_echo("The next client", &mut second, "ping", RESET).await;
        let mut waiting = world.client().await;
        waiting.write_all(b"never mind").await.expect("the system takes it");
        reset(waiting);
        let mut behind = world.client().await;
        drop(second);
        world.expect_echo("The client behind one that was reset while waiting", &mut behind, "ping", RESET).await;
        world.expect_echo("The other client", &mut other, "pong", RESET).await;
        world.shut_down();
        drop((other, behind));
        let served = world.returned(RESET).await;
        assert_that(
            (3..=15).contains(&served),
            &format!("`serve` says it has served {served} connections; there were 3, and 12 that were reset."),
            "Connections that ended in order are counted, whatever happened to others.",
        );
    })
    .await;
}

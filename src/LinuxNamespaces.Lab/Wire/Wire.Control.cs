namespace LinuxNamespaces.Lab;

/// <content>What a program does with a wire.</content>
public sealed partial class Wire
{
    private readonly HandlerList _handlers = new();
    private WireRecorder? _recorder;
    private TaskCompletionSource? _arrival;
    private Exception? _failure;

    /// <summary>Gets whether the wire is paused. See <see cref="Pause"/>.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_sync)
            {
                return _clock.IsPaused;
            }
        }
    }

    /// <summary>Gets the first exception of a handler, of the stream of a recording, or of the wire itself; <see langword="null"/> if there was none. A handler that throws is removed, the recording ends, or the wire does.</summary>
    public Exception? Failure
    {
        get
        {
            lock (_sync)
            {
                return _failure ?? _handlers.Failure;
            }
        }
    }

    /// <summary>Changes the conditions for the frames that come in from now on. Frames in flight arrive as planned.</summary>
    /// <param name="forward">The conditions from the first end to the second.</param>
    /// <param name="backward">The conditions from the second end to the first.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public void Set(LinkConditions forward, LinkConditions backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        forward.Validate(nameof(forward));
        backward.Validate(nameof(backward));
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _forward.Set(forward);
            _backward.Set(backward);
        }
    }

    /// <summary>Changes the conditions of both directions for the frames that come in from now on.</summary>
    /// <param name="change">Returns new conditions for the present ones.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    /// <example>
    /// <code>
    /// wire.Set(conditions => conditions with { Loss = 0.1 });
    /// </code>
    /// </example>
    public void Set(Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Change(change, change);
    }

    /// <summary>Changes the conditions of one direction for the frames that come in from now on.</summary>
    /// <param name="direction">The direction.</param>
    /// <param name="change">Returns new conditions for the present ones.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public void Set(WireDirection direction, Func<LinkConditions, LinkConditions> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        Change(direction == WireDirection.Forward ? change : Same, direction == WireDirection.Backward ? change : Same);

        static LinkConditions Same(LinkConditions conditions) => conditions;
    }

    /// <summary>Changes the conditions of both directions, each in its own way, for the frames that come in from now on.</summary>
    /// <param name="forward">Returns the new conditions from the first end to the second.</param>
    /// <param name="backward">Returns the new conditions from the second end to the first.</param>
    /// <exception cref="ArgumentException">Conditions contradict each other. Nothing was changed.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public void Change(Func<LinkConditions, LinkConditions> forward, Func<LinkConditions, LinkConditions> backward)
    {
        ArgumentNullException.ThrowIfNull(forward);
        ArgumentNullException.ThrowIfNull(backward);
        lock (_sync)
        {
            Set(forward(Forward), backward(Backward));
        }
    }

    /// <summary>Has a method decide about each frame that comes in from now on, before the conditions do.</summary>
    /// <param name="handler">
    /// The method. It is called on the thread of the wire, for one frame at a time, and must not wait. If several methods are added, a frame passes if all of them let it.
    /// </param>
    /// <returns>An object that removes the method when it is disposed.</returns>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    /// <example>
    /// <code>
    /// int syns = 0;
    /// wire.OnFrame(frame => frame.Tcp is { Syn: true, Ack: false } &amp;&amp; ++syns == 3 ? WireVerdict.Drop : WireVerdict.Pass);
    /// </code>
    /// </example>
    public IDisposable OnFrame(WireFrameHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _handlers.Add(handler);
        }

        return new OnDispose(() =>
        {
            lock (_sync)
            {
                _handlers.Remove(handler);
            }
        });
    }

    /// <summary>Stops the clock of the wire. Frames come in, and none arrives until <see cref="Resume"/> or <see cref="Step"/>.</summary>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public void Pause()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _clock.Pause();
            UpdateNext();
        }
    }

    /// <summary>Lets the clock of the wire go on. Each frame in flight still has the time ahead that it had when the wire was paused.</summary>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public void Resume()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            _clock.Resume();
            UpdateNext();
        }

        _pump.Wake();
    }

    /// <summary>Delivers the frame that arrives next, whatever the time.</summary>
    /// <returns>The frame; <see langword="null"/> if none is in flight.</returns>
    /// <exception cref="InvalidOperationException">The wire is not paused.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public WireEvent? Step()
    {
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_clock.IsPaused)
            {
                throw new InvalidOperationException("The wire is not paused.");
            }

            WireLane lane = _forward.NextDue <= _backward.NextDue ? _forward : _backward;
            if (lane.NextDue == long.MaxValue)
            {
                return null;
            }

            WireEvent stepped = lane.ReleaseNext();
            lane.Flush();
            return stepped;
        }
    }

    /// <summary>Delivers the frame that arrives next, whatever the time, and waits for one if none is in flight.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The frame.</returns>
    /// <exception cref="InvalidOperationException">The wire is not paused.</exception>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    public async Task<WireEvent> StepAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task arrival;
            lock (_sync)
            {
                if (Step() is { } stepped)
                {
                    return stepped;
                }

                arrival = (_arrival ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }

            await arrival.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Gets what the wire has done so far in a direction.</summary>
    /// <param name="direction">The direction.</param>
    /// <returns>The numbers.</returns>
    public WireStatistics GetStatistics(WireDirection direction)
    {
        lock (_sync)
        {
            (WireLane lane, Network.PacketSocket input, Network.PacketSocket output) = direction == WireDirection.Forward ? (_forward, _firstSocket, _secondSocket) : (_backward, _secondSocket, _firstSocket);
            return lane.GetStatistics(input.Statistics.Missed, output.Statistics.Rejected, _clock.Now);
        }
    }

    /// <summary>Records what the wire does from now on, as JSON lines. See <see cref="WireRecording"/>. An earlier recording ends.</summary>
    /// <param name="stream">The stream, which stays open. It is written to by the thread of the wire.</param>
    /// <returns>An object that ends the recording when it is disposed. The recording also ends with the wire.</returns>
    /// <exception cref="ObjectDisposedException">The wire is disposed.</exception>
    /// <example>
    /// <code>
    /// using FileStream file = File.Create("wire.jsonl");
    /// using (wire.Record(file))
    /// {
    ///     await RunTestAsync();
    /// }
    /// </code>
    /// </example>
    public IDisposable Record(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        WireRecorder recorder = new(stream, Seed);
        lock (_sync)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            StopRecording();
            _recorder = recorder;
        }

        return new OnDispose(() =>
        {
            lock (_sync)
            {
                if (_recorder == recorder)
                {
                    StopRecording();
                }
            }
        });
    }

    private void WriteRecord(in WireEvent done) => Recording(static (recorder, done) => recorder.Write(done), done);

    private void StopRecording()
    {
        Recording(static (recorder, _) => recorder.Flush(), default);
        _recorder = null;
    }

    private void Recording(Action<WireRecorder, WireEvent> write, WireEvent done)
    {
        if (_recorder is not { } recorder)
        {
            return;
        }

        try
        {
            write(recorder, done);
        }
#pragma warning disable CA1031 // The stream is the caller's. The thread of the wire serves other tests too.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failure ??= e;
            _recorder = null;
        }
    }

    private void SignalArrival()
    {
        if (_arrival is { } arrival)
        {
            _arrival = null;
            arrival.TrySetResult();
        }
    }
}

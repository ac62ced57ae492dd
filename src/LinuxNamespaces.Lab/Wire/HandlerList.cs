using System.Collections.Immutable;

namespace LinuxNamespaces.Lab;

/// <summary>The handlers of a wire. One that throws is left out from then on.</summary>
internal sealed class HandlerList
{
    private ImmutableArray<WireFrameHandler> _handlers = [];

    internal bool IsEmpty => _handlers.IsEmpty;

    /// <summary>The first exception of a handler.</summary>
    internal Exception? Failure { get; private set; }

    internal void Add(WireFrameHandler handler) => _handlers = _handlers.Add(handler);

    internal void Remove(WireFrameHandler handler) => _handlers = _handlers.Remove(handler);

    internal WireVerdict Ask(scoped WireFrame frame)
    {
        WireVerdict verdict = default;
        foreach (WireFrameHandler handler in _handlers)
        {
            try
            {
                verdict = verdict.And(handler(frame));
            }
#pragma warning disable CA1031 // The thread of the wire serves other tests too.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Failure ??= e;
                Remove(handler);
            }
        }

        return verdict;
    }
}

namespace LinuxNamespaces.Lab;

/// <summary>The frames in flight in the order in which they arrive.</summary>
/// <remarks>Most frames arrive after all that came before, and go to the end of a queue. The others go to a heap.</remarks>
internal sealed class FlightQueue
{
    private const int MinCapacity = 16;

    // From _first on, around the end. The length is a power of two.
    private FlyingFrame[] _line = new FlyingFrame[MinCapacity];
    private int _first;
    private int _inLine;

    private FlyingFrame[] _heap = new FlyingFrame[MinCapacity];
    private int _inHeap;

    internal int Count => _inLine + _inHeap;

    /// <summary>Counts the frames that the rate does not let leave yet.</summary>
    internal (long Frames, long Bytes) CountWaiting(long now)
    {
        (long Frames, long Bytes) all = (0, 0);
        for (int i = 0; i < _inLine; i++)
        {
            Count(_line[Place(i)]);
        }

        for (int i = 0; i < _inHeap; i++)
        {
            Count(_heap[i]);
        }

        return all;

        void Count(in FlyingFrame frame)
        {
            if (frame.Departure > now)
            {
                all = (all.Frames + 1, all.Bytes + frame.Length);
            }
        }
    }

    internal void Add(in FlyingFrame frame)
    {
        if (_inLine == 0 || _line[Place(_inLine - 1)].IsBefore(frame))
        {
            AddToLine(frame);
        }
        else
        {
            AddToHeap(frame);
        }
    }

    /// <summary>The frame that arrives next. There is one.</summary>
    internal ref readonly FlyingFrame Peek() => ref IsLineNext ? ref _line[_first] : ref _heap[0];

    /// <summary>Takes away the frame that arrives next.</summary>
    internal FlyingFrame Take()
    {
        if (!IsLineNext)
        {
            return TakeFromHeap();
        }

        FlyingFrame frame = _line[_first];
        _line[_first] = default;
        _first = Place(1);
        _inLine--;
        return frame;
    }

    private bool IsLineNext => _inHeap == 0 || (_inLine > 0 && _line[_first].IsBefore(_heap[0]));

    private int Place(int index) => (_first + index) & (_line.Length - 1);

    private void AddToLine(in FlyingFrame frame)
    {
        if (_inLine == _line.Length)
        {
            FlyingFrame[] longer = new FlyingFrame[2 * _line.Length];
            for (int i = 0; i < _inLine; i++)
            {
                longer[i] = _line[Place(i)];
            }

            (_line, _first) = (longer, 0);
        }

        _line[Place(_inLine++)] = frame;
    }

    private void AddToHeap(in FlyingFrame frame)
    {
        if (_inHeap == _heap.Length)
        {
            Array.Resize(ref _heap, 2 * _heap.Length);
        }

        int place = _inHeap++;
        while (place > 0 && frame.IsBefore(_heap[(place - 1) / 2]))
        {
            _heap[place] = _heap[(place - 1) / 2];
            place = (place - 1) / 2;
        }

        _heap[place] = frame;
    }

    private FlyingFrame TakeFromHeap()
    {
        FlyingFrame first = _heap[0];
        FlyingFrame last = _heap[--_inHeap];
        _heap[_inHeap] = default;
        int place = 0;
        while ((2 * place) + 1 < _inHeap)
        {
            int child = (2 * place) + 1;
            if (child + 1 < _inHeap && _heap[child + 1].IsBefore(_heap[child]))
            {
                child++;
            }

            if (!_heap[child].IsBefore(last))
            {
                break;
            }

            _heap[place] = _heap[child];
            place = child;
        }

        if (_inHeap > 0)
        {
            _heap[place] = last;
        }

        return first;
    }
}

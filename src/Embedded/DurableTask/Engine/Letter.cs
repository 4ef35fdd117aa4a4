using VideoPipeline.Embedded.DurableTask.Replay;
using VideoPipeline.Embedded.DurableTask.Store;

namespace VideoPipeline.Embedded.DurableTask.Engine;

/// <summary>A message on its way from a commit to an instance: in the inbox table until that instance's history has it.</summary>
internal sealed record Letter(Instance To, ReceivedEvent Event, int Generation, long Row)
{
    public void Write(StoreTables tables)
    {
        if (!To.IsReplaced && !To.IsClosed)
        {
            tables.Post(Row, To.Key, Generation, HistoryCodec.Encode(Event));
        }
    }

    public Message ToMessage() => new(Event, Generation, Row, null);
}

/// <summary>Puts a message from outside into the inbox of an instance that cannot take it yet.</summary>
internal sealed class LetterCommit(EngineCore core, Letter letter, TaskCompletionSource written) : StoreWork
{
    public override void Apply(StoreTables tables) => letter.Write(tables);

    public override void Committed()
    {
        core.Deliver(letter.To, letter.ToMessage());
        written.TrySetResult();
        core.Work.End();
    }

    public override void Lost(Exception reason)
    {
        written.TrySetException(reason);
        core.Work.End();
    }
}

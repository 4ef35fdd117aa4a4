namespace VideoPipeline.Simulator.Callbacks;

/// <summary>Runs what no request waits for.</summary>
public class BackgroundWork
{
    public virtual void Run(string name, Func<Task> work) => _ = work();
}

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using VideoPipeline.Simulator.Callbacks;
using VideoPipeline.Support.Actors;

namespace VideoPipeline.Functions.Tests.World;

/// <summary>What the simulator does for a call is part of that call.</summary>
internal sealed class SimulatorActors : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, rest) =>
        {
            Actor.Current = ActorTable.Find($"{http.Request.Headers[ActorHandler.Header]}");
            return rest(http);
        });
        next(app);
    };
}

/// <summary>What no request waits for stands for itself.</summary>
internal sealed class ActorWork(ActorTable actors) : BackgroundWork
{
    public override void Run(string name, Func<Task> work) => actors.RunLater(name, work);
}

// Runs in the page of the results: draws each section's plots where the section left room for them.
const colours = ['#1f77b4', '#d62728', '#2ca02c', '#9467bd', '#ff7f0e', '#17becf', '#8c564b', '#e377c2'];
const sections = JSON.parse(document.getElementById('plots').textContent);

for (const place of document.querySelectorAll('.plots')) {
  for (const plot of sections[Number(place.dataset.section)]) draw(plot, place);
}

function draw({ title, unit, over, at, lines }, place) {
  const isWide = Math.min(...at) > 0 && Math.max(...at) / Math.min(...at) > 50;
  const options = {
    title,
    width: 520,
    height: 280,
    scales: { x: { time: false, ...(isWide && { distr: 3 }) }, y: { range: (_, __, most) => [0, most * 1.1 || 1] } },
    axes: [{ label: over }, { label: unit, size: 70 }],
    series: [
      { label: over },
      ...lines.map(({ name }, index) => ({
        label: name,
        stroke: colours[index % colours.length],
        points: { size: 7 },
      })),
    ],
  };
  return new uPlot(options, [at, ...lines.map(({ values }) => at.map((_, index) => values[index] ?? null))], place);
}

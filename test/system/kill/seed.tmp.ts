import { fateOf, KILL_POINTS } from './plan';
for (let seed = 1; seed < 20000; seed++) {
  const c: any = Object.fromEntries(Object.keys(KILL_POINTS).map(k => [k, 0])); 
  for (let w = 0; w < 300; w++) { const f = fateOf(seed, w, 1); if (f.kill) c[f.kill]++; }
  const v = Object.values(c) as number[]; const sum = v.reduce((a, b) => a + b);
  if (Math.min(...v) >= 3 && sum <= 18) { console.log(seed, sum, JSON.stringify(c)); }
}
